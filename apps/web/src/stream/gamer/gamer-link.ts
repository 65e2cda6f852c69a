/**
 * The gamer's end of one link: the stream's chunks and orders out, results in, in order, decoded.
 * @module
 */
import type { Assign, LinkMessage, StreamReady, StreamStart } from '@p2c2g/protocol';
import type { ReceiptReport } from '@p2c2g/session';
import {
  type AssembledFrame,
  type DownlinkPayload,
  FrameSender,
  PACKET_KIND,
  peekKind,
  Reassembler,
  ReceiptBook,
  readDownlinkPayload,
  StreamGuard,
  writeUplinkPayload,
} from '@p2c2g/transport';
import { StreamDecoder } from '../../codecs/decoder.ts';
import { LinkChannels } from '../../link/link-channels.ts';

/** What may wait unsent before a frame is dropped for this link: a key frame and a delta of a 360p stream. */
const GATE_BYTES = 96 * 1024;
/** An open link whose helper does not get ready: loading a network takes seconds on a slow machine. */
export const READY_WITHIN_MS = 20_000;

/** A standby gets its chunk this much after the helper that works: time for that one's packets and its decoder. */
const STANDBY_AFTER_MS = 6;

export interface UplinkChunk {
  readonly frameId: number;
  readonly streamSeq: number;
  readonly key: boolean;
  readonly captureTimeUs: number;
  readonly bytes: Uint8Array;
}

export interface LinkOrder {
  readonly deadlineMs: number;
  readonly hedge: boolean;
}

/** A result as it came off the wire; the picture follows when decoded. */
export interface ArrivedResult {
  readonly frameId: number;
  readonly payload: DownlinkPayload;
  readonly receivedAtMs: number;
  readonly sentAtMs: number | undefined;
}

/** `farewell`: it said so itself, and nobody is to blame. */
export type LinkEnd = 'farewell' | 'helper' | 'network';

export interface GamerLinkEvents {
  onReady(ready: StreamReady): void;
  onResult(result: ArrivedResult): void;
  onPicture(result: ArrivedResult, picture: VideoFrame, decodeMs: number): void;
  /** The helper has all packets of a frame, or of an order for it. */
  onReceipt(frameId: number, receipt: ReceiptReport): void;
  /** The helper cannot decode the stream on. */
  onKeyRequest(): void;
  onTraffic(): void;
  onEnd(reason: string, why: LinkEnd): void;
}

type Incoming = { readonly result: ArrivedResult; readonly streamSeq: number; readonly key: boolean };

export class GamerLink {
  readonly assign: Assign;
  readonly openedAtMs = performance.now();
  readonly #start: StreamStart;
  readonly #events: GamerLinkEvents;
  readonly #channels: LinkChannels;
  readonly #sender: FrameSender;
  readonly #downlink: Reassembler;
  readonly #receipts: ReceiptBook;
  readonly #guard = new StreamGuard<Incoming>();
  /** When each frame still waited for was sent, for the network's share of its time. */
  readonly #sentAtMs = new Map<number, number>();
  #decoder: StreamDecoder<Incoming> | undefined;
  #ready: StreamReady | undefined;
  #later: UplinkChunk[] = [];
  #laterTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #owesKey = true;
  #orderedBefore = false;
  msPerFrame: number | undefined;
  framesDone = 0;
  framesFailed = 0;
  bytesUp = 0;

  constructor(
    assign: Assign,
    frames: RTCDataChannel,
    control: RTCDataChannel,
    start: StreamStart,
    events: GamerLinkEvents,
  ) {
    this.assign = assign;
    this.#start = start;
    this.#events = events;
    this.#sender = new FrameSender(frames, { gateBytes: GATE_BYTES });
    this.#downlink = new Reassembler({ kind: PACKET_KIND.downlink, epoch: assign.epoch });
    this.#receipts = new ReceiptBook(assign.epoch);
    this.#channels = new LinkChannels(frames, control, {
      onOpen: () => this.#channels.control(this.#start),
      onPacket: (packet) => this.#packet(packet),
      onControl: (message) => this.#control(message),
      onClose: () => this.#end('the connection closed', 'network'),
    });
  }

  get ready(): StreamReady | undefined {
    return this.#ready;
  }

  get running(): boolean {
    return this.#ready !== undefined;
  }

  get open(): boolean {
    return this.#channels.open;
  }

  get rttMs(): number | undefined {
    return this.#channels.rttMs;
  }

  get lastHeardMs(): number {
    return this.#channels.lastHeardMs;
  }

  get bytesDown(): number {
    return this.#channels.bytesIn;
  }

  /** Packets that came, and frames that did not come whole. */
  get loss(): { packets: number; expired: number } {
    const { packets, expired } = this.#downlink.stats();
    return { packets, expired };
  }

  algorithm(index: number): string {
    return this.#ready?.algorithms[index] ?? 'unknown';
  }

  /**
   * Sends a chunk without an order a little later, when the helper that works on this frame has it: on a narrow line, or
   * few cores, the two would be in each other's way.
   */
  sendLater(chunk: UplinkChunk): void {
    this.#later.push(chunk);
    this.#laterTimer ??= setTimeout(() => this.#flushLater(), STANDBY_AFTER_MS);
  }

  /** Sends a chunk, with an order for its frame or without. False: this link has not got it. */
  send(chunk: UplinkChunk, order?: LinkOrder): boolean {
    if (!this.#ready) return false;
    this.#flushLater();
    // After a frame that was not sent, deltas only waste the line until a key frame comes.
    if (this.#owesKey && !chunk.key) return false;
    const sent = this.#push(
      PACKET_KIND.uplink,
      chunk.frameId,
      chunk.captureTimeUs,
      chunk.key,
      chunk.streamSeq,
      chunk.bytes,
      order,
    );
    this.#owesKey = !sent;
    if (!sent) this.#events.onKeyRequest();
    return sent;
  }

  /** An order alone, for a frame that this link has: a hedge, or a second try. */
  order(frameId: number, captureTimeUs: number, order: LinkOrder): boolean {
    this.#flushLater();
    return this.#push(PACKET_KIND.order, frameId, captureTimeUs, false, 0, new Uint8Array(0), order);
  }

  requestKey(): void {
    this.#channels.control({ type: 'key_request' });
  }

  tick(nowMs: number): void {
    for (const frameId of this.#downlink.expire(nowMs)) this.#sentAtMs.delete(frameId);
    this.#apply(this.#guard.tick(nowMs));
    if (!this.#ready && nowMs - this.openedAtMs > READY_WITHIN_MS)
      this.#end('the helper did not get ready in time', 'helper');
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#laterTimer);
    this.#later = [];
    this.#channels.close(reason);
    this.#decoder?.close();
    this.#sentAtMs.clear();
  }

  #flushLater(): void {
    clearTimeout(this.#laterTimer);
    this.#laterTimer = undefined;
    for (const chunk of this.#later.splice(0)) this.send(chunk);
  }

  #push(
    kind: typeof PACKET_KIND.uplink | typeof PACKET_KIND.order,
    frameId: number,
    captureTimeUs: number,
    key: boolean,
    streamSeq: number,
    chunk: Uint8Array,
    order?: LinkOrder,
  ): boolean {
    const { output_width, output_height } = this.#start.params;
    const payload = writeUplinkPayload({
      streamSeq,
      deadlineMs: order?.deadlineMs ?? 0,
      targetWidth: order ? output_width : 0,
      targetHeight: order ? output_height : 0,
      forceKey: order !== undefined && !this.#orderedBefore,
      hedge: order?.hedge ?? false,
      chunk,
    });
    const frame = {
      kind,
      epoch: this.assign.epoch,
      frameId,
      region: 0,
      key,
      work: order !== undefined,
      captureTimeUs,
      payload,
    };
    const sent = this.#sender.send(frame);
    if (sent.type !== 'sent') return false;
    this.bytesUp += sent.bytes;
    this.#receipts.sent(frameId, performance.now());
    if (order) {
      this.#orderedBefore = true;
      this.#remember(frameId);
    }
    return true;
  }

  #remember(frameId: number): void {
    this.#sentAtMs.set(frameId, performance.now());
    // Results come within a deadline; what is older than 64 frames never will.
    if (this.#sentAtMs.size > 64) this.#sentAtMs.delete(this.#sentAtMs.keys().next().value!);
  }

  #control(message: LinkMessage): void {
    this.#events.onTraffic();
    switch (message.type) {
      case 'stream_ready':
        return this.#becomeReady(message);
      case 'stream_refused':
        return this.#end(`${message.code}: ${message.message}`, 'helper');
      case 'key_request':
        this.#owesKey = true;
        return this.#events.onKeyRequest();
      case 'pong':
        if (message.ms_per_frame !== undefined) this.msPerFrame = message.ms_per_frame;
        return;
      case 'bye':
        return this.#end(message.reason, 'farewell');
      default:
        return;
    }
  }

  #becomeReady(ready: StreamReady): void {
    this.#ready = ready;
    this.msPerFrame = ready.ms_per_frame;
    const { output_width: width, output_height: height } = this.#start.params;
    this.#decoder = new StreamDecoder<Incoming>({
      codec: ready.downlink_codec,
      size: { width, height },
      onFrame: (picture, { result }, decodeMs) => this.#events.onPicture(result, picture, decodeMs),
      onBroken: () => this.#apply(this.#guard.reset(performance.now())),
    });
    this.#events.onReady(ready);
  }

  #packet(packet: Uint8Array): void {
    const nowMs = performance.now();
    if (peekKind(packet) === PACKET_KIND.receipt) return this.#receipt(packet, nowMs);
    this.#events.onTraffic();
    const accepted = this.#downlink.accept(packet, nowMs);
    if (accepted.type === 'frame') this.#result(accepted.frame);
  }

  #receipt(packet: Uint8Array, nowMs: number): void {
    const accepted = this.#receipts.accept(packet, nowMs);
    if (accepted.type === 'dropped') return this.#events.onTraffic();
    const { tookMs, receipt } = accepted;
    this.#events.onReceipt(receipt.frameId, { tookMs, queueLength: receipt.queueLength });
  }

  #result(frame: AssembledFrame): void {
    const read = readDownlinkPayload(frame.payload);
    if (!read.ok) return;
    const payload = read.value;
    const sentAtMs = this.#sentAtMs.get(frame.frameId);
    this.#sentAtMs.delete(frame.frameId);
    const result = { frameId: frame.frameId, payload, receivedAtMs: frame.lastPacketMs, sentAtMs };
    if (payload.status === 'ok') this.framesDone += 1;
    else if (payload.status !== 'late' && payload.status !== 'busy') this.framesFailed += 1;
    this.#events.onResult(result);
    if (payload.status !== 'ok') return;
    this.#apply(
      this.#guard.accept({ result, streamSeq: payload.streamSeq, key: frame.key }, performance.now()),
    );
  }

  #apply({ ready, needKey }: ReturnType<StreamGuard<Incoming>['accept']>): void {
    for (const incoming of ready)
      this.#decoder?.decode(incoming.result.payload.chunk, incoming.key, incoming);
    if (needKey && this.#orderedBefore) this.requestKey();
  }

  #end(reason: string, why: LinkEnd): void {
    if (this.#closed) return;
    this.close(reason);
    this.#events.onEnd(reason, why);
  }
}
