import { ClosedFrames, frameIdOfKey, keyOfFrame } from './closed-frames.ts';
import { DROP_REASONS, type DropReason } from './drop-reason.ts';
import { type PacketHeader, type PacketKind, readPacket } from './packet.ts';
import { type AssembledFrame, PartialFrame } from './partial-frame.ts';

export interface ReassemblerOptions {
  readonly kind: PacketKind;
  readonly epoch: number;
  /** Frames under way at once. 16 is a quarter of a second at 60 fps, more than any deadline waits for. */
  readonly maxFrames?: number;
  /** 1 MiB holds the worst key frame of a 1080p stream. */
  readonly maxFrameBytes?: number;
  /** Bytes held in all. */
  readonly maxBytes?: number;
  /** Age at which {@link Reassembler.expire} gives a frame up. */
  readonly maxAgeMs?: number;
}

export type AcceptResult =
  | { readonly type: 'frame'; readonly frame: AssembledFrame }
  | { readonly type: 'pending' }
  | { readonly type: 'dropped'; readonly reason: DropReason };

export interface ReassemblerStats {
  readonly packets: number;
  readonly frames: number;
  /** Frames that needed parity. */
  readonly repaired: number;
  /** Frames given up: too old, or pushed out. */
  readonly expired: number;
  readonly pendingFrames: number;
  readonly pendingBytes: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

const PENDING: AcceptResult = Object.freeze({ type: 'pending' });
const DROPPED = Object.fromEntries(
  DROP_REASONS.map((reason) => [reason, Object.freeze({ type: 'dropped', reason })]),
) as Readonly<Record<DropReason, AcceptResult>>;

/**
 * Puts frames together from packets in any order, with losses, duplicates and forgeries. Idempotent: a packet counts once. Bounded:
 * no input makes it hold more than `maxFrames` frames or `maxBytes` bytes. The packets' buffers become its own.
 */
export class Reassembler {
  readonly #options: Required<ReassemblerOptions>;
  readonly #partial = new Map<number, PartialFrame>();
  readonly #closed = new ClosedFrames();
  readonly #dropped = Object.fromEntries(DROP_REASONS.map((r) => [r, 0])) as Record<DropReason, number>;
  #pendingBytes = 0;
  #packets = 0;
  #frames = 0;
  #repaired = 0;
  #expired = 0;

  constructor(options: ReassemblerOptions) {
    const { maxFrames = 16, maxFrameBytes = 1 << 20, maxBytes = 4 << 20, maxAgeMs = 500 } = options;
    this.#options = {
      kind: options.kind,
      epoch: options.epoch,
      maxFrames,
      maxFrameBytes,
      maxBytes,
      maxAgeMs,
    };
  }

  /** Takes one packet, of any content. Never throws. */
  accept(packet: Uint8Array, nowMs: number): AcceptResult {
    this.#packets++;
    const read = readPacket(packet);
    if (!read.ok) return this.#drop(read.reason);
    const { header, payload } = read;
    const key = keyOfFrame(header.frameId, header.region);
    const fault = this.#faultOf(header, key);
    if (fault) return this.#drop(fault);
    const partial = this.#partial.get(key) ?? this.#open(header, key, nowMs);
    if (!partial) return this.#drop('overflow');
    this.#pendingBytes += partial.add(header.packetIndex, payload);
    return partial.isComplete ? this.#complete(partial, key, nowMs) : this.#keepWithinBytes(key);
  }

  /** Gives up frames older than `maxAgeMs`. Returns their ids: their results, or those that build on them, will not come. */
  expire(nowMs: number): number[] {
    const expired: number[] = [];
    for (const [key, partial] of this.#partial) {
      if (nowMs - partial.firstPacketMs < this.#options.maxAgeMs) continue;
      this.#giveUp(key);
      expired.push(frameIdOfKey(key));
    }
    return expired;
  }

  stats(): ReassemblerStats {
    return {
      packets: this.#packets,
      frames: this.#frames,
      repaired: this.#repaired,
      expired: this.#expired,
      pendingFrames: this.#partial.size,
      pendingBytes: this.#pendingBytes,
      dropped: { ...this.#dropped },
    };
  }

  #faultOf(header: PacketHeader, key: number): DropReason | undefined {
    if (header.kind !== this.#options.kind) return 'foreign-kind';
    if (header.epoch !== this.#options.epoch) return 'foreign-epoch';
    if (header.frameBytes > this.#options.maxFrameBytes) return 'frame-too-big';
    const closed = this.#closed.stateOf(key);
    if (closed) return closed;
    const partial = this.#partial.get(key);
    if (!partial) return undefined;
    if (!partial.agreesWith(header)) return 'inconsistent';
    return partial.has(header.packetIndex) ? 'duplicate' : undefined;
  }

  /** Makes room by giving up the oldest frame; a newcomer older than all others is not worth it. */
  #open(header: PacketHeader, key: number, nowMs: number): PartialFrame | undefined {
    if (this.#partial.size >= this.#options.maxFrames) {
      const oldest = this.#oldestKey();
      if (key < oldest) return undefined;
      this.#giveUp(oldest);
    }
    const partial = new PartialFrame(header, nowMs);
    this.#partial.set(key, partial);
    return partial;
  }

  #complete(partial: PartialFrame, key: number, nowMs: number): AcceptResult {
    this.#forget(key);
    this.#closed.close(key, 'completed');
    this.#frames++;
    if (partial.needsRepair) this.#repaired++;
    return { type: 'frame', frame: partial.assemble(nowMs) };
  }

  #keepWithinBytes(newestKey: number): AcceptResult {
    while (this.#pendingBytes > this.#options.maxBytes) {
      const oldest = this.#oldestKey();
      this.#giveUp(oldest);
      if (oldest === newestKey) return this.#drop('overflow');
    }
    return PENDING;
  }

  #oldestKey(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const key of this.#partial.keys()) if (key < oldest) oldest = key;
    return oldest;
  }

  #giveUp(key: number): void {
    this.#forget(key);
    this.#closed.close(key, 'expired');
    this.#expired++;
  }

  #forget(key: number): void {
    this.#pendingBytes -= this.#partial.get(key)?.heldBytes ?? 0;
    this.#partial.delete(key);
  }

  #drop(reason: DropReason): AcceptResult {
    this.#dropped[reason]++;
    return DROPPED[reason];
  }
}
