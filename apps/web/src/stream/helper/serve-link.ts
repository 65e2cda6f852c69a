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
  ERRORS,
  type LinkMessage,
  type P2c2gError,
  type StreamParams,
  type StreamStart,
} from '@p2c2g/protocol';
import {
  type AssembledFrame,
  FrameSender,
  PACKET_KIND,
  peekKind,
  Reassembler,
  type ResultStatus,
  readUplinkPayload,
  StreamGuard,
  type UplinkPayload,
  writeDownlinkPayload,
} from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { StreamDecoder } from '../../codecs/decoder.ts';
import { StreamEncoder } from '../../codecs/encoder.ts';
import { codecFamily, encoderConfig } from '../../codecs/support.ts';
import { LinkChannels } from '../../link/link-channels.ts';
import { type DecodedFrame, DecodedRing } from './decoded-ring.ts';
import type { WorkMeters } from './meters.ts';
import type { FinishedWork, WorkLoop } from './work-loop.ts';

/** Orders that came before their frame was decoded; more than this are of frames that never will be. */
const MAX_WAITING_ORDERS = 8;

/** A frame that may wait unsent: two key frames of a 720p stream, drained in a few ms on a LAN. */
const GATE_BYTES = 128 * 1024;

interface Order {
  readonly frameId: number;
  readonly deadlineAtMs: number;
  readonly forceKey: boolean;
}

type Incoming = {
  readonly frame: AssembledFrame;
  readonly payload: UplinkPayload;
  readonly streamSeq: number;
  readonly key: boolean;
};

export interface ServeLinkOptions {
  readonly assign: Assign;
  readonly work: WorkLoop;
  readonly meters: WorkMeters;
  readonly peerId: string;
  /** The link is over, by the other side's word or a lost channel. */
  onEnd(reason: string): void;
  onOpen(rttMs: number | undefined): void;
}

export class ServeLink {
  readonly #options: ServeLinkOptions;
  readonly #channels: LinkChannels;
  readonly #sender: FrameSender;
  readonly #uplink: Reassembler;
  readonly #orders: Reassembler;
  readonly #guard = new StreamGuard<Incoming>();
  readonly #ring = new DecodedRing();
  readonly #waitingOrders = new Map<number, Order>();
  #decoder: StreamDecoder<Incoming> | undefined;
  #encoder: StreamEncoder | undefined;
  #params: StreamParams;
  #streamSeq = 0;
  #closed = false;

  constructor(frames: RTCDataChannel, control: RTCDataChannel, options: ServeLinkOptions) {
    this.#options = options;
    this.#params = options.assign.params;
    const { epoch } = options.assign;
    this.#uplink = new Reassembler({ kind: PACKET_KIND.uplink, epoch });
    this.#orders = new Reassembler({ kind: PACKET_KIND.order, epoch, maxFrameBytes: 1024 });
    this.#sender = new FrameSender(frames as never, { gateBytes: GATE_BYTES });
    this.#channels = new LinkChannels(frames, control, {
      onOpen: () => options.onOpen(this.#channels.rttMs),
      onPacket: (packet) => this.#packet(packet),
      onControl: (message) => this.#control(message),
      onClose: () => this.#end('the connection closed'),
      describePong: () => this.#pong(),
    });
  }

  get rttMs(): number | undefined {
    return this.#channels.rttMs;
  }

  get started(): boolean {
    return this.#encoder !== undefined;
  }

  /** Silence of the other side, ms. */
  silentForMs(nowMs: number): number {
    return nowMs - this.#channels.lastHeardMs;
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#channels.close(reason);
    this.#decoder?.close();
    this.#encoder?.close();
    this.#ring.clear();
    this.#waitingOrders.clear();
    this.#options.work.forget(this);
  }

  /** An order whose frame will not be worked on after all. */
  refuse(frameId: number, captureTimeUs: number, status: ResultStatus): void {
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
    this.#send(frameId, captureTimeUs, false, {
      ...nothing,
      streamSeq: 0,
      status,
      algorithm: 0,
      chunk: new Uint8Array(0),
    });
  }

  /** The work loop's result: encode it and send it. Closes the picture. */
  async deliver(source: DecodedFrame, work: FinishedWork): Promise<void> {
    const encoder = this.#encoder;
    if (!encoder || this.#closed) return work.picture.close();
    const encoded = await encoder.encode(work.picture);
    if (this.#closed) return;
    if (!encoded) return this.refuse(source.frameId, source.captureTimeUs, 'encode-failed');
    this.#options.meters.framesUpscaled += 1;
    this.#streamSeq += 1;
    const sent = this.#send(source.frameId, source.captureTimeUs, encoded.key, {
      streamSeq: this.#streamSeq,
      status: 'ok',
      algorithm: work.algorithm,
      decodeUs: source.decodeMs * 1000,
      queueUs: (work.startedAtMs - source.decodedAtMs) * 1000,
      upscaleUs: work.upscaleMs * 1000,
      encodeUs: encoded.encodeMs * 1000,
      residenceUs: (performance.now() - source.receivedAtMs) * 1000,
      width: this.#params.output_width,
      height: this.#params.output_height,
      chunk: encoded.bytes,
    });
    if (!sent) encoder.requestKey();
  }

  #send(
    frameId: number,
    captureTimeUs: number,
    key: boolean,
    result: Omit<Parameters<typeof writeDownlinkPayload>[0], 'queueLength'>,
  ): boolean {
    const payload = writeDownlinkPayload({ ...result, queueLength: this.#options.work.length });
    const { epoch } = this.#options.assign;
    const frame = {
      kind: PACKET_KIND.downlink,
      epoch,
      frameId,
      region: 0,
      key,
      work: false,
      captureTimeUs,
      payload,
    };
    const sent = this.#sender.send(frame);
    if (sent.type === 'sent') this.#options.meters.bytesUp += sent.bytes;
    return sent.type === 'sent';
  }

  #pong(): { queue?: number; ms_per_frame?: number } {
    return { queue: this.#options.work.length, ms_per_frame: this.#options.meters.msPerFrame };
  }

  #control(message: LinkMessage): void {
    switch (message.type) {
      case 'stream_start':
        void this.#start(message);
        return;
      case 'key_request':
        return this.#encoder?.requestKey();
      case 'set_rate':
        return this.#encoder?.setBitrate(message.bitrate_bps);
      case 'bye':
        return this.#end(message.reason);
      default:
        return;
    }
  }

  async #start(start: StreamStart): Promise<void> {
    const input = { width: start.params.input_width, height: start.params.input_height };
    const output = { width: start.params.output_width, height: start.params.output_height };
    try {
      const downlink = await firstEncodable(
        start.downlink_codecs,
        output,
        start.params.fps,
        start.downlink_bitrate_bps,
      );
      if (!downlink || !codecFamily(start.uplink_codec)) {
        return this.#channels.control({
          type: 'stream_refused',
          code: 'P2C2G_CODEC_UNSUPPORTED',
          message: ERRORS.P2C2G_CODEC_UNSUPPORTED.what,
        });
      }
      const { algorithms, backend, msPerFrame } = await this.#options.work.prepare(
        start.params.quality,
        input,
        output,
      );
      if (this.#closed) return;
      this.#params = start.params;
      this.#open(start, input, output, downlink);
      const peer_id = this.#options.peerId;
      this.#channels.control({
        type: 'stream_ready',
        peer_id,
        downlink_codec: downlink,
        algorithms,
        backend,
        ms_per_frame: msPerFrame,
      });
      this.#channels.control({ type: 'key_request' });
    } catch (error) {
      const { code, message } = error as P2c2gError;
      this.#channels.control({
        type: 'stream_refused',
        code: code ?? 'P2C2G_ENGINE_FAILED',
        message: String(message).slice(0, 400),
      });
    }
  }

  #open(start: StreamStart, input: Size, output: Size, downlink: string): void {
    this.#decoder?.close();
    this.#encoder?.close();
    this.#decoder = new StreamDecoder<Incoming>({
      codec: start.uplink_codec,
      size: input,
      onFrame: (picture, incoming, decodeMs) => this.#decoded(picture, incoming, decodeMs),
      onBroken: () => this.#apply(this.#guard.reset(performance.now())),
    });
    this.#encoder = new StreamEncoder({
      codec: downlink,
      size: output,
      fps: start.params.fps,
      bitrateBps: start.downlink_bitrate_bps,
      onError: () => {},
    });
  }

  #packet(packet: Uint8Array): void {
    const nowMs = performance.now();
    this.#options.meters.bytesDown += packet.byteLength;
    const isOrder = peekKind(packet) === PACKET_KIND.order;
    const result = (isOrder ? this.#orders : this.#uplink).accept(packet, nowMs);
    if (result.type !== 'frame') return;
    const read = readUplinkPayload(result.frame.payload);
    if (!read.ok) return;
    if (isOrder) return this.#order(result.frame, read.value, nowMs);
    const { streamSeq } = read.value;
    if (result.frame.work) this.#waitFor(orderOf(result.frame, read.value));
    this.#apply(
      this.#guard.accept(
        { frame: result.frame, payload: read.value, streamSeq, key: result.frame.key },
        nowMs,
      ),
    );
    for (const frameId of this.#uplink.expire(nowMs)) this.#waitingOrders.delete(frameId);
  }

  #apply({ ready, dropped, needKey }: ReturnType<StreamGuard<Incoming>['accept']>): void {
    for (const incoming of ready) this.#decoder?.decode(incoming.payload.chunk, incoming.key, incoming);
    for (const { frame } of dropped) {
      if (this.#waitingOrders.delete(frame.frameId))
        this.refuse(frame.frameId, frame.captureTimeUs, 'not-decoded');
    }
    if (needKey) this.#channels.control({ type: 'key_request' });
  }

  #order(frame: AssembledFrame, payload: UplinkPayload, nowMs: number): void {
    const order = orderOf(frame, payload);
    const decoded = this.#ring.find(order.frameId);
    if (decoded) this.#submit(decoded, order);
    else if (order.deadlineAtMs > nowMs) this.#waitFor(order);
  }

  #waitFor(order: Order): void {
    this.#waitingOrders.set(order.frameId, order);
    if (this.#waitingOrders.size > MAX_WAITING_ORDERS)
      this.#waitingOrders.delete(this.#waitingOrders.keys().next().value!);
  }

  #decoded(picture: VideoFrame, { frame }: Incoming, decodeMs: number): void {
    if (this.#closed) return picture.close();
    const { frameId, captureTimeUs, lastPacketMs } = frame;
    const decoded = {
      frameId,
      captureTimeUs,
      picture,
      decodeMs,
      decodedAtMs: performance.now(),
      receivedAtMs: lastPacketMs,
    };
    this.#ring.push(decoded);
    const order = this.#waitingOrders.get(frameId);
    if (!order) return;
    this.#waitingOrders.delete(frameId);
    this.#submit(decoded, order);
  }

  #submit(decoded: DecodedFrame, order: Order): void {
    if (order.forceKey) this.#encoder?.requestKey();
    const { input_width, input_height, output_width, output_height, quality } = this.#params;
    this.#options.work.submit({
      link: this,
      source: decoded,
      // The ring may let go of its own before the work is done.
      picture: decoded.picture.clone(),
      deadlineAtMs: order.deadlineAtMs,
      quality,
      input: { width: input_width, height: input_height },
      output: { width: output_width, height: output_height },
    });
  }

  #end(reason: string): void {
    if (this.#closed) return;
    this.close(reason);
    this.#options.onEnd(reason);
  }
}

const orderOf = (frame: AssembledFrame, payload: UplinkPayload): Order => ({
  frameId: frame.frameId,
  deadlineAtMs: frame.lastPacketMs + payload.deadlineMs,
  forceKey: payload.forceKey,
});

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
