/**
 * The helper's end of one link: packets in, decode, hand over to the work loop, encode, packets out. A standby does all
 * of it but the work, so it can take over between two frames.
 *
 * ```
 *  packets ─► reassemble ─► in stream order ─► decode ─► ring ─► order? ─► work loop ─► encode ─► packets
 * ```
 * @module
 */
import {
  type Assign,
  type LinkMessage,
  P2c2gError,
  type StreamParams,
  type StreamReady,
  type StreamStart,
} from '@p2c2g/protocol';
import { PACKET_KIND, type ResultStatus, receiptFrame, writeDownlinkPayload } from '@p2c2g/transport';
import type { Region, Size } from '@p2c2g/upscale';
import { type RgbEncoding, rgbEncoding } from '../../codecs/rgb-encoding.ts';
import { codecFamily, encoderConfig } from '../../codecs/support.ts';
import { lineLimits } from '../../link/line-limits.ts';
import { LinkChannels, type LinkWires, type PongDetails } from '../../link/link-channels.ts';
import { LinkLine } from '../../link/link-line.ts';
import type { LinkEvent } from '../../link/port-messages.ts';
import { RateFollower } from '../../link/rate-follower.ts';
import type { DecodedFrame } from './decoded-ring.ts';
import type { WorkMeters } from './meters.ts';
import { ResultStreams } from './result-streams.ts';
import { type Order, UplinkReceiver } from './uplink-receiver.ts';
import type { FinishedWork, WorkLoop, WorkOrder } from './work-loop.ts';

/** A frame that may wait unsent: two key frames of a 720p stream, drained in a few ms on a LAN. */
const GATE_BYTES = 128 * 1024;

const STREAM_FIELDS = [
  'input_width',
  'input_height',
  'output_width',
  'output_height',
  'quality',
  'fps',
] as const satisfies readonly (keyof StreamParams)[];

/** Number of the result stream of whole pictures. */
const WHOLE_PICTURE = 0;

/** Which result is meant: of a frame, and of which of its streams. */
export interface ResultOf {
  readonly frameId: number;
  readonly captureTimeUs: number;
  readonly region: number;
}

export interface ServeLinkOptions {
  readonly assign: Assign;
  readonly work: WorkLoop;
  readonly meters: WorkMeters;
  readonly peerId: string;
  /** The link is over, by the other side's word or a lost channel. */
  onEnd(reason: string): void;
  onOpen(): void;
}

export class ServeLink {
  /** Since this lease began: what the helper is paid by. */
  framesUpscaled = 0;
  readonly #options: ServeLinkOptions;
  readonly #channels: LinkChannels;
  readonly #line: LinkLine;
  #rate: RateFollower | undefined;
  readonly #receiver: UplinkReceiver;
  #results: ResultStreams | undefined;
  readonly #params: StreamParams;
  #encodedAs: RgbEncoding | undefined;
  #closed = false;

  constructor(wires: LinkWires, options: ServeLinkOptions) {
    this.#options = options;
    this.#params = options.assign.params;
    this.#receiver = new UplinkReceiver(options.assign.epoch, {
      onReceived: (frameId) => this.#receipt(frameId),
      onWork: (frame, order) => this.#submit(frame, order),
      onLost: ({ frameId, region }, captureTimeUs) =>
        this.refuse({ frameId, captureTimeUs, region }, 'not-decoded'),
      onNeedKey: () => this.#channels.control({ type: 'key_request' }),
    });
    this.#channels = new LinkChannels(wires, {
      onOpen: () => options.onOpen(),
      onPacket: (packet) => {
        options.meters.bytesDown += packet.byteLength;
        if (this.#line.heard(packet, performance.now())) this.#followLine();
        else this.#receiver.packet(packet);
      },
      onControl: (message) => this.#control(message),
      onClose: () => this.#end('the connection closed'),
      describePong: () => this.#pong(),
    });
    this.#line = new LinkLine({
      channel: this.#channels.frames,
      epoch: options.assign.epoch,
      hears: PACKET_KIND.uplink,
      gateBytes: GATE_BYTES,
      rate: lineLimits(
        { width: this.#params.output_width, height: this.#params.output_height },
        this.#params.fps,
      ),
    });
  }

  get leaseId(): string {
    return this.#options.assign.lease_id;
  }

  get running(): boolean {
    return this.#results !== undefined;
  }

  get open(): boolean {
    return this.#channels.open;
  }

  get lastHeardMs(): number {
    return this.#channels.lastHeardMs;
  }

  get lastEchoMs(): number {
    return this.#channels.lastEchoMs;
  }

  stripeEvent(event: LinkEvent): void {
    this.#channels.stripeEvent(event);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#channels.close(reason);
    this.#receiver.close();
    this.#results?.close();
    this.#options.work.forget(this);
  }

  /** An order whose frame will not be worked on after all. */
  refuse(about: ResultOf, status: ResultStatus): void {
    this.#options.meters.framesDropped += 1;
    const nothing = {
      decodeUs: 0,
      queueUs: 0,
      upscaleUs: 0,
      encodeUs: 0,
      residenceUs: 0,
      width: 0,
      height: 0,
    };
    this.#send(about, false, {
      ...nothing,
      streamSeq: 0,
      status,
      algorithm: 0,
      chunk: new Uint8Array(0),
    });
  }

  /** The work loop's result: encode it and send it. Closes the picture. */
  async deliver({ source, number, region }: WorkOrder, work: FinishedWork): Promise<void> {
    const results = this.#results;
    if (!results || this.#closed) return work.picture.close();
    const encoded = await results.encode(number, region, work.picture);
    if (this.#closed) return;
    const about = { frameId: source.frameId, captureTimeUs: source.captureTimeUs, region: number };
    if (!encoded) return this.refuse(about, 'encode-failed');
    this.#options.meters.framesUpscaled += 1;
    this.framesUpscaled += 1;
    const sent = this.#send(about, encoded.key, {
      streamSeq: encoded.streamSeq,
      status: 'ok',
      algorithm: work.algorithm,
      decodeUs: source.decodeMs * 1000,
      queueUs: (work.startedAtMs - source.decodedAtMs) * 1000,
      upscaleUs: work.upscaleMs * 1000,
      encodeUs: encoded.encodeMs * 1000,
      residenceUs: (performance.now() - source.receivedAtMs) * 1000,
      width: region.width,
      height: region.height,
      chunk: encoded.bytes,
    });
    if (!sent) results.requestKey(number);
  }

  #send(
    { frameId, captureTimeUs, region }: ResultOf,
    key: boolean,
    result: Omit<Parameters<typeof writeDownlinkPayload>[0], 'queueLength'>,
  ): boolean {
    const payload = writeDownlinkPayload({ ...result, queueLength: this.#options.work.length });
    const { epoch } = this.#options.assign;
    const frame = {
      kind: PACKET_KIND.downlink,
      epoch,
      frameId,
      region,
      key,
      work: false,
      captureTimeUs,
      payload,
    };
    const sent = this.#line.send(frame, performance.now());
    if (sent.type === 'sent') this.#options.meters.bytesUp += sent.bytes;
    return sent.type === 'sent';
  }

  #receipt(frameId: number): void {
    const receipt = { epoch: this.#options.assign.epoch, frameId, queueLength: this.#options.work.length };
    const sent = this.#line.sendAside(receiptFrame(receipt));
    if (sent.type === 'sent') this.#options.meters.bytesUp += sent.bytes;
  }

  #pong(): PongDetails {
    return {
      queue: this.#options.work.length,
      ms_per_frame: this.#options.meters.msPerFrame,
      ...(this.#rate ? { bitrate_bps: this.#rate.bps } : {}),
    };
  }

  #control(message: LinkMessage): void {
    switch (message.type) {
      case 'stream_start':
        void this.#start(message);
        return;
      case 'key_request':
        return this.#results?.requestKey(WHOLE_PICTURE);
      case 'set_rate':
        return this.#setBitrate(this.#rate?.ceiling(message.bitrate_bps));
      case 'bye':
        return this.#end(message.reason);
      default:
        return;
    }
  }

  async #start(start: StreamStart): Promise<void> {
    try {
      const ready = await this.#prepare(start);
      if (this.#closed) return;
      this.#channels.control(ready);
      this.#channels.control({ type: 'key_request' });
    } catch (error) {
      const code = error instanceof P2c2gError ? error.code : 'P2C2G_ENGINE_FAILED';
      const message = String((error as Error).message ?? error).slice(0, 400);
      this.#channels.control({ type: 'stream_refused', code, message });
    }
  }

  /** @throws P2c2gError for a stream that is not the lease's, or that this machine cannot serve */
  async #prepare(start: StreamStart): Promise<StreamReady> {
    const { params } = this.#options.assign;
    // The coordinator has judged the lease's sizes; what a gamer says beyond them is its own idea.
    if (!sameStream(start.params, params))
      throw new P2c2gError('P2C2G_FORBIDDEN', 'the stream is not the one leased');
    const input = { width: params.input_width, height: params.input_height };
    const output = { width: params.output_width, height: params.output_height };
    const { downlink_codecs, downlink_bitrate_bps } = start;
    const downlink = await firstEncodable(downlink_codecs, output, params.fps, downlink_bitrate_bps);
    if (!downlink || !codecFamily(start.uplink_codec)) throw new P2c2gError('P2C2G_CODEC_UNSUPPORTED');
    const { algorithms, backend, msPerFrame, takesVideo } = await this.#options.work.prepare(
      params.quality,
      input,
      output,
    );
    const { fps } = params;
    this.#encodedAs = takesVideo
      ? await rgbEncoding(encoderConfig(downlink, output, fps, downlink_bitrate_bps))
      : undefined;
    if (!this.#closed) this.#open(start, input, output, downlink);
    return {
      type: 'stream_ready',
      peer_id: this.#options.peerId,
      downlink_codec: downlink,
      algorithms,
      backend,
      ms_per_frame: msPerFrame,
    };
  }

  #open(start: StreamStart, input: Size, output: Size, downlink: string): void {
    this.#receiver.start(start.uplink_codec, input);
    this.#rate = new RateFollower(start.downlink_bitrate_bps);
    this.#results?.close();
    this.#results = new ResultStreams({
      codec: downlink,
      size: output,
      fps: start.params.fps,
      bitrateBps: start.downlink_bitrate_bps,
    });
  }

  #submit(decoded: DecodedFrame, order: Order): void {
    const { input_width, input_height, output_width, output_height, quality } = this.#params;
    const output = { width: output_width, height: output_height };
    const region = regionOf(order, output);
    const about = { frameId: decoded.frameId, captureTimeUs: decoded.captureTimeUs, region: order.region };
    if (!region) return this.refuse(about, 'unsupported');
    if (order.forceKey) this.#results?.requestKey(order.region);
    this.#options.work.submit({
      link: this,
      source: decoded,
      // The ring may let go of its own before the work is done.
      picture: decoded.picture.clone(),
      deadlineAtMs: order.deadlineAtMs,
      quality,
      input: { width: input_width, height: input_height },
      output,
      number: order.region,
      region,
      encodedAs: this.#encodedAs,
    });
  }

  /** The line's state has changed. */
  #followLine(): void {
    const nowMs = performance.now();
    this.#channels.want(this.#line.connections(this.#channels.rttMs, nowMs), nowMs);
    this.#setBitrate(this.#rate?.carried(this.#line.look.payloadBps));
  }

  #setBitrate(bitrateBps: number | undefined): void {
    if (bitrateBps !== undefined) this.#results?.setBitrate(bitrateBps);
  }

  #end(reason: string): void {
    if (this.#closed) return;
    this.close(reason);
    this.#options.onEnd(reason);
  }
}

/** The rectangle that an order means; undefined for one that cannot be made. Whole pictures have number 0, and bands any other. */
function regionOf({ band, region }: Order, { width, height }: Size): Region | undefined {
  if (!band) return region === WHOLE_PICTURE ? { x: 0, y: 0, width, height } : undefined;
  const { y, height: rows } = band;
  const even = y % 2 === 0 && (rows % 2 === 0 || y + rows === height);
  if (region === WHOLE_PICTURE || !even || y + rows > height) return undefined;
  return { x: 0, y, width, height: rows };
}

const sameStream = (a: StreamParams, b: StreamParams): boolean =>
  STREAM_FIELDS.every((field) => a[field] === b[field]);

async function firstEncodable(
  codecs: readonly string[],
  size: Size,
  fps: number,
  bitrateBps: number,
): Promise<string | undefined> {
  for (const codec of codecs) {
    const { supported } = await VideoEncoder.isConfigSupported(encoderConfig(codec, size, fps, bitrateBps));
    if (supported) return codec;
  }
  return undefined;
}
