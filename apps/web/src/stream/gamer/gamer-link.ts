/**
 * The gamer's end of one link: the stream's chunks and orders out, results in, in order, decoded.
 * @module
 */
import type { Assign, LinkMessage, StreamReady, StreamStart } from '@p2c2g/protocol';
import type { ReceiptReport } from '@p2c2g/session';
import {
  type AssembledFrame,
  type Band,
  type DownlinkPayload,
  PACKET_KIND,
  peekKind,
  Reassembler,
  ReceiptBook,
  readDownlinkPayload,
  writeUplinkPayload,
} from '@p2c2g/transport';
import { lineLimits } from '../../link/line-limits.ts';
import { LinkChannels, type LinkWires } from '../../link/link-channels.ts';
import { type LineLook, LinkLine } from '../../link/link-line.ts';
import type { LinkEvent } from '../../link/port-messages.ts';
import { frameOfPart, partOf, WHOLE_PICTURE } from './frame-part.ts';
import { ResultDecoders } from './result-decoders.ts';

/** What may wait unsent before a frame is dropped for this link: a key frame and a delta of a 360p stream. */
const GATE_BYTES = 96 * 1024;
/** An open link whose helper does not get ready: loading a network takes seconds on a slow machine. */
export const READY_WITHIN_MS = 20_000;

/** Results that may wait to become pictures; older ones lacked what they build on, and their deadline is past. */
const MOST_UNDECODED = 32;

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
  /** The result stream's number, and the rows wanted; whole pictures when absent. */
  readonly region?: number;
  readonly band?: Band;
}

/** A result as it came off the wire; the picture follows when decoded. */
export interface ArrivedResult {
  readonly frameId: number;
  /** Number of the result stream: 0 for whole pictures. */
  readonly region: number;
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
  /** A result that came will not become a picture: the link ended before what it builds on. */
  onLostPicture(part: number): void;
  /** The helper has all packets of a frame, or of an order for it. */
  onReceipt(part: number, receipt: ReceiptReport): void;
  /** The helper cannot decode the stream on. */
  onKeyRequest(): void;
  onTraffic(): void;
  onEnd(reason: string, why: LinkEnd): void;
}

export class GamerLink {
  readonly assign: Assign;
  readonly openedAtMs = performance.now();
  readonly #start: StreamStart;
  readonly #events: GamerLinkEvents;
  readonly #channels: LinkChannels;
  readonly #line: LinkLine;
  readonly #downlink: Reassembler;
  readonly #receipts: ReceiptBook;
  /** When each picture or band still waited for was ordered, for the network's share of its time. */
  readonly #sentAtMs = new Map<number, number>();
  /** Results that are to become pictures, the oldest first. */
  readonly #undecoded = new Set<number>();
  /** Rows of each result stream that was asked for. */
  readonly #bands = new Map<number, Band>();
  /** Result streams whose next order must ask for a key frame. */
  readonly #wantKey = new Set<number>([WHOLE_PICTURE]);
  #decoders: ResultDecoders | undefined;
  #ready: StreamReady | undefined;
  #later: UplinkChunk[] = [];
  #laterTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #owesKey = true;
  msPerFrame: number | undefined;
  /** At which the helper encodes its results, as it last said. */
  resultBps: number | undefined;
  framesDone = 0;
  framesFailed = 0;
  bytesUp = 0;

  constructor(assign: Assign, wires: LinkWires, start: StreamStart, events: GamerLinkEvents) {
    this.assign = assign;
    this.#start = start;
    this.#events = events;
    this.#channels = new LinkChannels(wires, {
      onOpen: () => this.#channels.control(this.#start),
      onPacket: (packet) => this.#packet(packet),
      onControl: (message) => this.#control(message),
      onClose: () => this.#end('the connection closed', 'network'),
    });
    this.#line = new LinkLine({
      channel: this.#channels.frames,
      epoch: assign.epoch,
      hears: PACKET_KIND.downlink,
      gateBytes: GATE_BYTES,
      rate: lineLimits(
        { width: start.params.input_width, height: start.params.input_height },
        start.params.fps,
      ),
    });
    this.#downlink = new Reassembler({ kind: PACKET_KIND.downlink, epoch: assign.epoch });
    this.#receipts = new ReceiptBook(assign.epoch);
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

  get lastEchoMs(): number {
    return this.#channels.lastEchoMs;
  }

  get bytesDown(): number {
    return this.#channels.bytesIn;
  }

  /** Packets that came, and frames that did not come whole. */
  get loss(): { packets: number; expired: number } {
    const { packets, expired } = this.#downlink.stats();
    return { packets, expired };
  }

  /** What the way to this helper carries. */
  get line(): LineLook {
    return this.#line.look;
  }

  /** Connections that this link goes over now. */
  get connections(): number {
    return this.#channels.connections;
  }

  stripeEvent(event: LinkEvent): void {
    this.#channels.stripeEvent(event);
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

  /** A new path to the helper is looked for. */
  leavePath(): void {
    this.#channels.leavePath();
  }

  requestKey(): void {
    this.#channels.control({ type: 'key_request' });
  }

  tick(nowMs: number): void {
    const expired = new Set(this.#downlink.expire(nowMs));
    for (const part of this.#sentAtMs.keys()) if (expired.has(frameOfPart(part))) this.#sentAtMs.delete(part);
    this.#decoders?.tick(nowMs);
    if (!this.#ready && nowMs - this.openedAtMs > READY_WITHIN_MS)
      this.#end('the helper did not get ready in time', 'helper');
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#laterTimer);
    this.#later = [];
    this.#channels.close(reason);
    this.#sentAtMs.clear();
    void this.#finish();
  }

  /** What has come is decoded yet: nobody else was asked for it again. */
  async #finish(): Promise<void> {
    await this.#decoders?.finish();
    for (const part of this.#undecoded) this.#events.onLostPicture(part);
    this.#undecoded.clear();
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
    const region = order?.region ?? WHOLE_PICTURE;
    const payload = writeUplinkPayload({
      streamSeq,
      deadlineMs: order?.deadlineMs ?? 0,
      targetWidth: order ? output_width : 0,
      targetHeight: order ? output_height : 0,
      forceKey: order !== undefined && this.#mustForceKey(region, order.band),
      hedge: order?.hedge ?? false,
      ...(order?.band ? { band: order.band } : {}),
      chunk,
    });
    const frame = {
      kind,
      epoch: this.assign.epoch,
      frameId,
      region,
      key,
      work: order !== undefined,
      captureTimeUs,
      payload,
    };
    const nowMs = performance.now();
    const sent = kind === PACKET_KIND.uplink ? this.#line.send(frame, nowMs) : this.#line.sendAside(frame);
    if (sent.type !== 'sent') return false;
    this.bytesUp += sent.bytes;
    this.#receipts.sent(frameId, nowMs);
    if (order) this.#remember(partOf(frameId, region), region, order.band);
    return true;
  }

  /** The first order of a stream, one of other rows than before, or one after its decoder lost its way. */
  #mustForceKey(region: number, band: Band | undefined): boolean {
    const known = this.#bands.get(region);
    const moved = band !== undefined && (known?.y !== band.y || known.height !== band.height);
    return moved || this.#wantKey.has(region);
  }

  #remember(part: number, region: number, band: Band | undefined): void {
    this.#wantKey.delete(region);
    if (band) this.#bands.set(region, band);
    this.#sentAtMs.delete(part);
    this.#sentAtMs.set(part, performance.now());
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
        this.resultBps = message.bitrate_bps;
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
    this.#decoders = new ResultDecoders({
      codec: ready.downlink_codec,
      onPicture: (result, picture, decodeMs) => {
        this.#undecoded.delete(partOf(result.frameId, result.region));
        this.#events.onPicture(result, picture, decodeMs);
      },
      onNeedKey: (region) => this.#needKey(region),
    });
    this.#events.onReady(ready);
  }

  #packet(packet: Uint8Array): void {
    const nowMs = performance.now();
    if (this.#line.heard(packet, nowMs)) {
      this.#channels.want(this.#line.connections(this.rttMs, nowMs), nowMs);
      return this.#events.onTraffic();
    }
    if (peekKind(packet) === PACKET_KIND.receipt) return this.#receipt(packet, nowMs);
    this.#events.onTraffic();
    const accepted = this.#downlink.accept(packet, nowMs);
    if (accepted.type === 'frame') this.#result(accepted.frame);
  }

  #receipt(packet: Uint8Array, nowMs: number): void {
    const accepted = this.#receipts.accept(packet, nowMs);
    if (accepted.type === 'dropped') return this.#events.onTraffic();
    const { tookMs, receipt } = accepted;
    this.#events.onReceipt(this.#receiptedPart(receipt.frameId), {
      tookMs,
      queueLength: receipt.queueLength,
    });
  }

  #result(frame: AssembledFrame): void {
    const read = readDownlinkPayload(frame.payload);
    if (!read.ok) return;
    const payload = read.value;
    const { frameId, region, lastPacketMs: receivedAtMs } = frame;
    const part = partOf(frameId, region);
    const sentAtMs = this.#sentAtMs.get(part);
    this.#sentAtMs.delete(part);
    const result = { frameId, region, payload, receivedAtMs, sentAtMs };
    if (payload.status === 'ok') this.framesDone += 1;
    else if (payload.status !== 'late' && payload.status !== 'busy') this.framesFailed += 1;
    this.#events.onResult(result);
    if (payload.status !== 'ok' || !this.#isOfAskedSize(result)) return;
    this.#undecoded.add(part);
    if (this.#undecoded.size > MOST_UNDECODED) this.#undecoded.delete(this.#undecoded.values().next().value!);
    this.#decoders?.accept(result, frame.key, performance.now());
  }

  /** A decoder is opened for nothing but what was asked for. */
  #isOfAskedSize({ region, payload }: ArrivedResult): boolean {
    const { output_width, output_height } = this.#start.params;
    const height = region === WHOLE_PICTURE ? output_height : this.#bands.get(region)?.height;
    return payload.width === output_width && payload.height === height;
  }

  /** Asked for at once where the helper knows the stream by no number; bands ask with their next order. */
  #needKey(region: number): void {
    if (region !== WHOLE_PICTURE) this.#wantKey.add(region);
    else if (!this.#wantKey.has(WHOLE_PICTURE)) this.requestKey();
  }

  /** A receipt names a frame: what is meant is what was ordered of it last. */
  #receiptedPart(frameId: number): number {
    const parts = [...this.#sentAtMs.keys()].filter((part) => frameOfPart(part) === frameId);
    return parts.at(-1) ?? partOf(frameId, WHOLE_PICTURE);
  }

  #end(reason: string, why: LinkEnd): void {
    if (this.#closed) return;
    // Whoever is told closes it, and may have something more urgent to do before.
    this.#events.onEnd(reason, why);
    this.close(reason);
  }
}
