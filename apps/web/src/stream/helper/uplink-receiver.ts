/**
 * The helper's receiving half of a link: packets to decoded frames, and orders to the frames that they mean.
 *
 * ```
 *  packets ─► reassemble ─► in stream order ─► decode ─► ring
 *                 └─ order, with its frame or alone ─────► matched ─► work
 * ```
 * @module
 */
import {
  type AssembledFrame,
  type Band,
  PACKET_KIND,
  peekKind,
  Reassembler,
  readUplinkPayload,
  StreamGuard,
  type UplinkPayload,
} from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { StreamDecoder } from '../../codecs/decoder.ts';
import { FrameFitter } from '../../codecs/frame-fitter.ts';
import { type DecodedFrame, DecodedRing } from './decoded-ring.ts';

/** Orders that came before their frame was decoded; more than this are of frames that never will be. */
const MAX_WAITING_ORDERS = 8;
/** An order alone is a dozen bytes. */
const MAX_ORDER_BYTES = 1024;

export interface Order {
  readonly frameId: number;
  /** On this machine's `performance.now()`. */
  readonly deadlineAtMs: number;
  readonly forceKey: boolean;
  /** Number of the result stream: 0 for whole pictures. */
  readonly region: number;
  /** The rows wanted; all when absent. */
  readonly band: Band | undefined;
}

interface Incoming {
  readonly frame: AssembledFrame;
  readonly payload: UplinkPayload;
  readonly streamSeq: number;
  readonly key: boolean;
}

/** Of frames without an order every so many are receipted: some four a second at 30 fps keep the gamer's measure of this link fresh. */
const RECEIPT_EVERY = 8;

export interface UplinkReceiverEvents {
  /** All packets of a frame or an order have come, and the gamer should know. */
  onReceived(frameId: number): void;
  /** The frame is decoded and ordered: work on it. The frame stays the receiver's. */
  onWork(frame: DecodedFrame, order: Order): void;
  /** An ordered frame that can never be decoded. */
  onLost(order: Order, captureTimeUs: number): void;
  /** Only a key frame helps on. */
  onNeedKey(): void;
}

export class UplinkReceiver {
  readonly #events: UplinkReceiverEvents;
  readonly #uplink: Reassembler;
  readonly #orders: Reassembler;
  readonly #guard = new StreamGuard<Incoming>();
  readonly #ring = new DecodedRing();
  #waiting: Order[] = [];
  #decoder: StreamDecoder<Incoming> | undefined;
  #fitter: FrameFitter | undefined;
  #closed = false;

  constructor(epoch: number, events: UplinkReceiverEvents) {
    this.#events = events;
    this.#uplink = new Reassembler({ kind: PACKET_KIND.uplink, epoch });
    this.#orders = new Reassembler({ kind: PACKET_KIND.order, epoch, maxFrameBytes: MAX_ORDER_BYTES });
  }

  /** The stream is agreed upon. What comes before this is put together and thrown away. */
  start(codec: string, size: Size): void {
    this.#decoder?.close();
    this.#fitter = new FrameFitter(size, 'stretched');
    this.#decoder = new StreamDecoder<Incoming>({
      codec,
      size,
      onFrame: (picture, incoming, decodeMs) => this.#decoded(picture, incoming, decodeMs),
      onBroken: () => this.#apply(this.#guard.reset(performance.now())),
    });
  }

  /** Takes one packet, of any content. */
  packet(packet: Uint8Array): void {
    const nowMs = performance.now();
    const isOrder = peekKind(packet) === PACKET_KIND.order;
    const result = (isOrder ? this.#orders : this.#uplink).accept(packet, nowMs);
    if (result.type !== 'frame') return;
    const { frame } = result;
    const read = readUplinkPayload(frame.payload);
    if (!read.ok) return;
    const payload = read.value;
    if (isOrder || frame.work || payload.streamSeq % RECEIPT_EVERY === 0)
      this.#events.onReceived(frame.frameId);
    if (isOrder) return this.#order(orderOf(frame, payload), nowMs);
    if (frame.work) this.#wait(orderOf(frame, payload));
    this.#apply(this.#guard.accept({ frame, payload, streamSeq: payload.streamSeq, key: frame.key }, nowMs));
    for (const frameId of this.#uplink.expire(nowMs)) this.#takeWaiting(frameId);
  }

  close(): void {
    this.#closed = true;
    this.#decoder?.close();
    this.#ring.clear();
    this.#waiting = [];
  }

  #apply({ ready, dropped, needKey }: ReturnType<StreamGuard<Incoming>['accept']>): void {
    for (const incoming of ready) this.#decoder?.decode(incoming.payload.chunk, incoming.key, incoming);
    for (const { frame } of dropped) {
      for (const order of this.#takeWaiting(frame.frameId)) this.#events.onLost(order, frame.captureTimeUs);
    }
    if (needKey) this.#events.onNeedKey();
  }

  #order(order: Order, nowMs: number): void {
    const decoded = this.#ring.find(order.frameId);
    if (decoded) this.#events.onWork(decoded, order);
    else if (order.deadlineAtMs > nowMs) this.#wait(order);
  }

  #wait(order: Order): void {
    this.#waiting.push(order);
    if (this.#waiting.length > MAX_WAITING_ORDERS) this.#waiting.shift();
  }

  /** A frame may be ordered more than once: each time other rows. */
  #takeWaiting(frameId: number): Order[] {
    const taken = this.#waiting.filter((order) => order.frameId === frameId);
    if (taken.length > 0) this.#waiting = this.#waiting.filter((order) => order.frameId !== frameId);
    return taken;
  }

  #decoded(fresh: VideoFrame, incoming: Incoming, decodeMs: number): void {
    if (this.#closed || !this.#fitter) return fresh.close();
    const { width, height } = this.#fitter.size;
    if (fresh.displayWidth === width && fresh.displayHeight === height)
      return this.#keep(fresh, incoming, decodeMs);
    // What a narrow line carries may be smaller than what was agreed upon.
    void this.#fitter.fit(fresh).then(
      (picture) => this.#keep(picture, incoming, decodeMs),
      () => {},
    );
  }

  #keep(picture: VideoFrame, { frame }: Incoming, decodeMs: number): void {
    if (this.#closed) return picture.close();
    const { frameId, captureTimeUs, lastPacketMs: receivedAtMs } = frame;
    const decoded = {
      frameId,
      captureTimeUs,
      picture,
      decodeMs,
      decodedAtMs: performance.now(),
      receivedAtMs,
    };
    this.#ring.push(decoded);
    for (const order of this.#takeWaiting(frameId)) this.#events.onWork(decoded, order);
  }
}

const orderOf = (frame: AssembledFrame, payload: UplinkPayload): Order => ({
  frameId: frame.frameId,
  deadlineAtMs: frame.lastPacketMs + payload.deadlineMs,
  forceKey: payload.forceKey,
  region: frame.region,
  band: payload.band,
});
