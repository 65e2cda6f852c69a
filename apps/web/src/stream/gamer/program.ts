/**
 * The gamer, whole: connects, asks for helpers, streams, tells the page. Runs in the worker.
 * @module
 */
import {
  type Assign,
  ERRORS,
  type ServerMessage,
  type StreamParams,
  type StreamStart,
} from '@p2c2g/protocol';
import { LOCKED } from '../../access/refusals.ts';
import { codecString, defaultBitrateBps, supportedFamilies } from '../../codecs/support.ts';
import type { PlayPhase, PlayStatus } from '../../play/view.ts';
import { type ConnectionState, SignalingConnection } from '../../signaling/connection.ts';
import type { Problem } from '../../ui/problem.ts';
import { measureBareChain } from './bare-chain.ts';
import { GamerLinks } from './links.ts';
import { affordableScaler, type LocalScaler, ownEngines } from './local-scaler.ts';
import type { GamerCommand, GamerReport, PlayOrder, ProbeOrder } from './messages.ts';
import { PictureProbe } from './probe.ts';
import { GamerSession } from './session.ts';
import { ShownLog } from './shown-log.ts';
import { openSource } from './source.ts';
import { Stage } from './stage.ts';
import { playStats } from './stats-view.ts';
import { StreamMeter } from './stream-meter.ts';
import { thinned } from './thinned-source.ts';
import { Uplink } from './uplink.ts';
import { dataSaver, UplinkRate, type UplinkRateLink } from './uplink-rate.ts';

/** Numbers for a person: twice a second. */
const REPORT_EVERY_MS = 500;
const TICK_EVERY_MS = 50;
/** Reports of the lines come twenty times a second. */
const FOLLOW_EVERY_MS = 100;
/** No new picture for so long: the game is paused, and the page should say so. */
const QUIET_AFTER_MS = 3000;

type Report = (report: GamerReport, transfer?: Transferable[]) => void;
type SessionState = Extract<ServerMessage, { msg_type: 'session_state' }>;

/** Everything of one stream, made and thrown away together. */
interface Running {
  readonly order: PlayOrder;
  readonly params: StreamParams;
  readonly codecs: {
    readonly up: string;
    readonly down: readonly string[];
    readonly families: readonly string[];
  };
  readonly connection: SignalingConnection;
  readonly links: GamerLinks;
  readonly session: GamerSession;
  readonly meter: StreamMeter;
  readonly stage: Stage;
  readonly scaler: LocalScaler | undefined;
  /** Kept only while someone measures. */
  readonly shown: ShownLog | undefined;
  readonly timers: ReturnType<typeof setInterval>[];
  /** Brings the encoder to what the links' lines carry. */
  followLines(): void;
  granted: SessionState | undefined;
  started: boolean;
}

export class GamerProgram {
  readonly #report: Report;
  #running: Running | undefined;
  #notice: Problem | null = null;
  /** Grows with every play and stop: what an earlier one still does asynchronously is told apart by it. */
  #generation = 0;
  /** The page's number of the newest stream it ordered. */
  #stream = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  handle(command: GamerCommand): void {
    switch (command.type) {
      case 'play':
        void this.#play(command.order, command.probe).catch((error) => this.#fail(error));
        return;
      case 'stop':
        return this.#stop(command.reason);
      case 'retry-now':
        return this.#running?.connection.retryNow();
      case 'unlock':
        return this.#running?.connection.unlock(command.credential);
      case 'source-ended':
        return this.#stop('the source ended', { kind: 'idle' });
      case 'screenshot':
        void this.#running?.stage.toPng().then((blob) => this.#report({ type: 'screenshot', blob }));
        return;
      case 'look':
        return this.#look();
      case 'bare-chain':
        void measureBareChain(command).then(
          (report) => this.#report({ type: 'bare-chain', report }),
          (error) => this.#fail(error),
        );
        return;
      default:
        return this.#running?.links.event(command);
    }
  }

  async #play(order: PlayOrder, probeOrder: ProbeOrder | undefined): Promise<void> {
    this.#stop('a new stream starts');
    const generation = this.#generation;
    this.#stream = order.stream;
    this.#phase({ kind: 'starting', step: 'connecting' });
    const { input, target, fps, quality } = order;
    const [families, scaler] = await Promise.all([
      supportedFamilies(target, fps),
      affordableScaler(input, target, ownEngines(quality, input, target)),
    ]);
    const family = families[0];
    if (generation !== this.#generation || !family) {
      void scaler?.dispose();
      if (generation === this.#generation) this.#refuse('P2C2G_CODEC_UNSUPPORTED');
      return;
    }
    const codecs = {
      up: codecString(family, input, fps),
      down: families.map((each) => codecString(each, target, fps)),
      families: [family],
    };
    const running = this.#assemble(order, codecs, scaler, probeOrder);
    this.#running = running;
    running.connection.start();
    running.session.start();
    this.#every(running, REPORT_EVERY_MS, () => this.#tell());
    this.#every(running, 1000, () => this.#second());
    this.#every(running, TICK_EVERY_MS, () => running.links.tick(performance.now()));
    this.#every(running, FOLLOW_EVERY_MS, () => running.followLines());
  }

  #assemble(
    order: PlayOrder,
    codecs: Running['codecs'],
    scaler: LocalScaler | undefined,
    probeOrder: ProbeOrder | undefined,
  ): Running {
    const { input, target, quality, fps, deadlineMs } = order;
    const params: StreamParams = {
      input_width: input.width,
      input_height: input.height,
      output_width: target.width,
      output_height: target.height,
      quality,
      fps,
      deadline_ms: deadlineMs,
    };
    const meter = new StreamMeter(deadlineMs);
    const stage = new Stage(order.canvas, target);
    const probe =
      probeOrder && order.source.kind === 'scene' ? new PictureProbe(probeOrder.sampleEvery) : undefined;
    const shown = probeOrder ? new ShownLog() : undefined;
    const links = new GamerLinks({
      command: (command) => this.#report(command),
      send: (message) => connection.send(message),
      streamStart: (assign) => this.#streamStart(assign, params, codecs),
      onReady: (link) => session.linkReady(link),
      onResult: (link, result) => session.result(link, result),
      onPicture: (_, result, picture, decodeMs) => session.picture(result, picture, decodeMs),
      onReceipt: (leaseId, part, receipt) => session.receipt(leaseId, part, receipt),
      onDoubt: (leaseId) => session.linkDoubted(leaseId),
      onKeyRequest: () => uplink.requestKey(),
      onTraffic: (leaseId) => session.linkHeard(leaseId),
      onGone: (leaseId, link) => {
        if (link) meter.linkEnded({ up: link.bytesUp, down: link.bytesDown });
        session.linkGone(leaseId);
      },
    });
    const uplink = new Uplink({
      codec: codecs.up,
      size: input,
      fps,
      bitrateBps: defaultBitrateBps(input, fps),
      onError: () => {},
    });
    const rate = new UplinkRate(defaultBitrateBps(input, fps), dataSaver());
    const session: GamerSession = new GamerSession(
      {
        input,
        target,
        quality,
        fps,
        deadlineMs,
        mode: probeOrder?.mode ?? 'auto',
        ...(probeOrder ? { frames: probeOrder.frames } : {}),
      },
      {
        source: thinned(openSource(order.source, input, fps), () => rate.quality.frameDivisor),
        uplink,
        links,
        stage,
        scaler,
        meter,
        onShown: (frameId, outcome) => {
          running.started = true;
          shown?.add(outcome, performance.now());
          if (probe?.wants(frameId)) probe.keep(frameId, outcome, stage.read());
        },
        onEnd: () => this.#finished(running, probe),
      },
    );
    const connection = new SignalingConnection({
      url: order.signalingUrl,
      register: () => ({ msg_type: 'register_gamer', gamer_id: order.gamerId }),
      onMessage: (message) => this.#message(running, message),
      onState: (state) => this.#connectionState(state),
      credential: order.credential,
      onKey: (key) => this.#report({ type: 'access', kind: 'key', key }),
    });
    const running: Running = {
      order,
      params,
      codecs,
      connection,
      links,
      session,
      meter,
      stage,
      scaler,
      shown,
      timers: [],
      followLines: () => {
        const nowMs = performance.now();
        const { activeLinkId } = session.dispatcher.snapshot(nowMs);
        const quality = rate.update(lineRates(links, activeLinkId), nowMs);
        if (quality) uplink.setQuality(quality);
      },
      granted: undefined,
      started: false,
    };
    return running;
  }

  #streamStart(assign: Assign, params: StreamParams, codecs: Running['codecs']): StreamStart {
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

  #message(running: Running, message: ServerMessage): void {
    switch (message.msg_type) {
      case 'registration_ack':
        if (message.status === 'registered') this.#ask(running);
        return;
      case 'session_state':
        running.granted = message;
        return this.#tell();
      case 'error':
        return this.#serverError(running, message);
      default:
        return running.links.handle(message);
    }
  }

  /** Asks for helpers; names the running ones when the coordinator has forgotten us. */
  #ask(running: Running): void {
    const { order, granted, links, params, codecs } = running;
    const running_ = granted && {
      session_id: granted.session_id,
      session_secret: granted.session_secret,
      leases: links.claims(),
    };
    running.connection.send({
      msg_type: 'session_request',
      params,
      codecs: [...codecs.families],
      pool: order.pool,
      ...(running_ ? { running: running_ } : {}),
    });
  }

  #serverError(running: Running, error: Extract<ServerMessage, { msg_type: 'error' }>): void {
    if (error.code === 'P2C2G_UNKNOWN_SESSION') {
      running.granted = undefined;
      return this.#ask(running);
    }
    const told = ['P2C2G_OVERLOADED', 'P2C2G_QUEUE_FULL', 'P2C2G_VERSION', 'P2C2G_ID_TAKEN'].includes(
      error.code,
    );
    if (!told) return;
    this.#notice = {
      code: error.code,
      what: error.message,
      fault: 'coordinator',
      remedy: ERRORS[error.code].remedy,
    };
    this.#tell();
  }

  #connectionState(state: ConnectionState): void {
    if (state.kind === 'closed' && state.error) {
      const { code, message, remedy } = state.error;
      this.#notice = { code, what: message, fault: 'coordinator', remedy };
    }
    if (state.kind === 'locked') {
      this.#notice = LOCKED;
      this.#report({ type: 'access', kind: 'locked', ...(state.refusal ? { refusal: state.refusal } : {}) });
    }
    if (state.kind === 'open') {
      if (this.#notice === LOCKED) this.#notice = null;
      this.#report({ type: 'access', kind: 'open' });
    }
    this.#tell();
  }

  #second(): void {
    const running = this.#running;
    if (!running) return;
    const row = running.meter.second(running.links, running.session.dispatcher.snapshot(performance.now()));
    if (running.granted)
      running.connection.sendNow({
        msg_type: 'telemetry',
        session_id: running.granted.session_id,
        at: Date.now(),
        ...row,
      });
    // The coordinator counts a silent gamer as gone, and a session with no frames is not silence.
    running.connection.sendNow({
      msg_type: 'heartbeat',
      peer_id: running.order.gamerId,
      timestamp: Date.now(),
      load: 0,
    });
  }

  #tell(): void {
    const running = this.#running;
    if (!running) return;
    const phase: PlayPhase = running.started
      ? { kind: 'playing', status: statusOf(running) }
      : { kind: 'starting', step: 'first-frame' };
    const stats = playStats(
      running.meter,
      running.links,
      running.session.dispatcher.snapshot(performance.now()),
      running.order.quality,
      running.session.sharing,
    );
    this.#report({ type: 'view', stream: this.#stream, view: { phase, stats, notice: this.#notice } });
  }

  #look(): void {
    const running = this.#running;
    if (!running?.shown) return;
    const atMs = performance.now();
    const { activeLinkId, hedges, needlessHedges, failovers } = running.session.dispatcher.snapshot(atMs);
    const active = activeLinkId === undefined ? undefined : running.links.assignOf(activeLinkId);
    const activePeerId = active?.peer_id ?? null;
    const shown = running.shown.frames;
    this.#report({ type: 'look', look: { atMs, activePeerId, hedges, needlessHedges, failovers, shown } });
  }

  #finished(running: Running, probe: PictureProbe | undefined): void {
    const { order } = running;
    this.#tell();
    const stream = running.meter.report(
      running.links,
      running.session.dispatcher.snapshot(performance.now()),
    );
    this.#stop('the stream ended', { kind: 'idle' });
    const scene = order.source.kind === 'scene' ? order.source : undefined;
    const pictures =
      scene && probe
        ? probe.report(scene, order.input, order.target, order.fps)
        : { scores: [], example: null };
    this.#report({ type: 'finished', stream, pictures });
  }

  #stop(reason: string, phase?: PlayPhase): void {
    this.#generation += 1;
    const running = this.#running;
    this.#running = undefined;
    this.#notice = null;
    if (!running) return;
    for (const timer of running.timers) clearInterval(timer);
    running.session.stop();
    void running.scaler?.dispose();
    running.links.closeAll(reason);
    if (running.granted)
      running.connection.send({ msg_type: 'session_end', session_id: running.granted.session_id });
    running.connection.close(reason);
    if (phase) this.#phase(phase);
  }

  #refuse(code: 'P2C2G_CODEC_UNSUPPORTED'): void {
    const { what, remedy } = ERRORS[code];
    this.#phase({ kind: 'failed', problem: { code, what, fault: 'this-browser', remedy } });
  }

  #fail(error: unknown): void {
    this.#stop('the stream failed');
    const problem: Problem = {
      code: null,
      what: String((error as Error).message ?? error),
      fault: 'p2c2g',
      remedy: 'Reload the page.',
    };
    this.#phase({ kind: 'failed', problem });
  }

  #phase(phase: PlayPhase): void {
    this.#report({ type: 'phase', stream: this.#stream, phase });
  }

  #every(running: Running, ms: number, act: () => void): void {
    running.timers.push(setInterval(act, ms));
  }
}

const lineRates = (links: GamerLinks, activeLinkId: string | undefined): UplinkRateLink[] =>
  links.running.map(({ line, assign }) => ({
    payloadBps: line.payloadBps,
    active: assign.lease_id === activeLinkId,
  }));

function statusOf({ links, connection, granted, meter, scaler }: Running): PlayStatus {
  const helpers = links.running.length;
  if (connection.state.kind === 'waiting')
    return { kind: 'coordinator-away', helpers, retryAtMs: connection.state.retryAtMs };
  if (meter.quietForMs(performance.now()) > QUIET_AFTER_MS) return { kind: 'source-paused' };
  if (helpers > 0) return { kind: 'upscaled', helpers };
  const how = scaler && scaler.backend !== 'plain' ? 'network' : 'plain';
  const { queue_position: queuePosition = null, reason = null } = granted ?? {};
  return { kind: 'local', queuePosition, reason, how };
}
