/**
 * One stream's parts, put together: links, encoder, session, stage, and the word with the coordinator.
 * @module
 */
import type { Assign, StreamParams, StreamStart } from '@p2c2g/protocol';
import { defaultBitrateBps } from '../../codecs/support.ts';
import { CoordinatorTalk } from './coordinator-talk.ts';
import { LineFollower } from './line-follower.ts';
import { GamerLinks } from './links.ts';
import type { GamerReport, PlayOrder, ProbeOrder } from './messages.ts';
import type { OwnScaler } from './own-scaler.ts';
import { PictureProbe } from './probe.ts';
import { ResultCorrector } from './result-corrector.ts';
import { GamerSession } from './session.ts';
import { ShownLog } from './shown-log.ts';
import { openSource } from './source.ts';
import { Stage } from './stage.ts';
import { StreamMeter } from './stream-meter.ts';
import { thinned } from './thinned-source.ts';
import { Uplink } from './uplink.ts';

export interface RunCodecs {
  readonly up: string;
  readonly down: readonly string[];
  readonly families: readonly string[];
}

/** Everything of one stream, made and thrown away together. */
export interface Run {
  readonly order: PlayOrder;
  readonly talk: CoordinatorTalk;
  readonly links: GamerLinks;
  readonly session: GamerSession;
  readonly meter: StreamMeter;
  readonly stage: Stage;
  readonly scaler: OwnScaler;
  /** Kept only while someone measures. */
  readonly probe: PictureProbe | undefined;
  readonly shown: ShownLog | undefined;
  readonly lines: LineFollower;
  readonly timers: ReturnType<typeof setInterval>[];
  /** A picture has been shown. */
  started: boolean;
}

export interface RunOptions {
  readonly order: PlayOrder;
  readonly codecs: RunCodecs;
  readonly scaler: OwnScaler;
  readonly probeOrder: ProbeOrder | undefined;
  readonly report: (report: GamerReport) => void;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
  /** All frames of the stream have been shown. */
  readonly onFinished: (run: Run) => void;
}

export function assembleRun(options: RunOptions): Run {
  const { order, codecs, scaler, probeOrder, report, onChange, onFinished } = options;
  const { input, target, quality, fps, deadlineMs } = order;
  const params = streamParams(order);
  const meter = new StreamMeter(deadlineMs);
  const stage = new Stage(order.canvas, target);
  const probe =
    probeOrder?.sampleEvery !== undefined && order.source.kind === 'scene'
      ? new PictureProbe(probeOrder.sampleEvery)
      : undefined;
  const shown = probeOrder ? new ShownLog() : undefined;
  const talk = new CoordinatorTalk({
    order,
    params,
    codecFamilies: codecs.families,
    links: () => links,
    report,
    onChange,
  });
  const links = new GamerLinks({
    command: report,
    send: (message) => talk.send(message),
    streamStart: (assign) => streamStart(assign, params, codecs),
    onReady: (link) => session.linkReady(link),
    onResult: (link, result) => session.result(link, result),
    onPicture: (link, result, picture, decodeMs) => session.picture(link, result, picture, decodeMs),
    onLostPicture: (leaseId, part) => session.lostPicture(leaseId, part),
    onReceipt: (leaseId, part, receipt) => session.receipt(leaseId, part, receipt),
    onDoubt: (leaseId) => session.linkDoubted(leaseId),
    onKeyRequest: () => uplink.requestKey(),
    countsOf: (leaseId) => session.dispatcher.countsOf(leaseId),
    picturesOf: (leaseId) => session.picturesOf(leaseId),
    onTraffic: (leaseId) => session.linkHeard(leaseId),
    onGone: (leaseId, link) => {
      if (link) meter.linkEnded({ up: link.bytesUp, down: link.bytesDown });
      session.linkGone(leaseId);
    },
  });
  const bitrateBps = defaultBitrateBps(input, fps);
  const uplink = new Uplink({ codec: codecs.up, size: input, fps, bitrateBps, onError: () => {} });
  const goodResultBps = defaultBitrateBps(target, fps);
  const lines = new LineFollower({ goodBps: bitrateBps, goodResultBps, links, uplink });
  const session: GamerSession = new GamerSession(
    {
      input,
      target,
      quality,
      fps,
      deadlineMs,
      mode: probeOrder?.mode ?? 'auto',
      ...(probeOrder?.frames === undefined ? {} : { frames: probeOrder.frames }),
    },
    {
      source: thinned(openSource(order.source, input, fps), () => lines.frameDivisor),
      uplink,
      links,
      stage,
      scaler,
      corrector: new ResultCorrector({ input, target, codedShare: () => lines.codedShare }),
      meter,
      onShown: (frameId, outcome, timestampUs) => {
        run.started = true;
        shown?.add(outcome, performance.now());
        if (probe?.wants(outcome)) probe.keep({ frameId, outcome, timeMs: timestampUs / 1000 }, stage.read());
      },
      onEnd: () => onFinished(run),
    },
  );
  const parts = { order, talk, links, session, meter, stage, scaler, probe, shown, lines };
  const run: Run = { ...parts, timers: [], started: false };
  return run;
}

function streamParams({ input, target, quality, fps, deadlineMs }: PlayOrder): StreamParams {
  return {
    input_width: input.width,
    input_height: input.height,
    output_width: target.width,
    output_height: target.height,
    quality,
    fps,
    deadline_ms: deadlineMs,
  };
}

function streamStart(assign: Assign, params: StreamParams, codecs: RunCodecs): StreamStart {
  const size = { width: params.output_width, height: params.output_height };
  return {
    type: 'stream_start',
    session_id: assign.session_id,
    epoch: assign.epoch,
    params,
    uplink_codec: codecs.up,
    downlink_codecs: [...codecs.down],
    downlink_bitrate_bps: defaultBitrateBps(size, params.fps),
  };
}
