import { type PacketKind, readPacket } from './packet.ts';
import { MAX_BITMAP_BYTES, MAX_REPORT_ENTRIES, type Report } from './report.ts';

/** A frame that was told of in so many reports is known, unless five in a row were lost. */
const TELLINGS = 5;
/** Time between two reports. Twenty a second follow a queue that grows within a few frames. */
export const REPORT_EVERY_MS = 50;

/** A receiver that was busy finds many frames at once: those that were never told of must not fall out of the log, or they seem lost. */
const UNTOLD_AT_MOST = MAX_REPORT_ENTRIES / 2;

interface Arrived {
  readonly frameId: number;
  readonly firstMs: number;
  lastMs: number;
  readonly bitmap: Uint8Array;
  tellings: number;
}

/**
 * The receiver's side of reports on one link: notes each packet of one kind once. Holds at most 16 frames of 32 bytes, whatever comes.
 */
export class ArrivalLog {
  readonly #kind: PacketKind;
  readonly #epoch: number;
  readonly #frames = new Map<number, Arrived>();
  #seq = 0;
  /** Frames that no report has told of. */
  #news = 0;
  #bytes = 0;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  constructor(kind: PacketKind, epoch: number) {
    this.#kind = kind;
    this.#epoch = epoch;
  }

  /** Notes a packet of any content. */
  packet(packet: Uint8Array, nowMs: number): void {
    const read = readPacket(packet);
    if (!read.ok || read.header.kind !== this.#kind || read.header.epoch !== this.#epoch) return;
    const { frameId, packetIndex, dataCount, parityCount } = read.header;
    const arrived = this.#frames.get(frameId) ?? this.#open(frameId, dataCount + parityCount, nowMs);
    if (!mark(arrived.bitmap, packetIndex)) return;
    this.#bytes += packet.byteLength;
    arrived.lastMs = nowMs;
    arrived.tellings = 0;
  }

  /** A report, when one is due and there is news in it. */
  take(nowMs: number): Report | undefined {
    if (nowMs - this.#lastReportMs < REPORT_EVERY_MS && this.#news < UNTOLD_AT_MOST) return undefined;
    const untold = [...this.#frames.values()].filter(({ tellings }) => tellings < TELLINGS);
    if (untold.length === 0) return undefined;
    this.#lastReportMs = nowMs;
    this.#news = 0;
    this.#seq += 1;
    for (const arrived of untold) arrived.tellings += 1;
    const entries = untold.map(({ frameId, firstMs, lastMs, bitmap }) => ({
      frameId,
      firstMs,
      lastMs,
      bitmap,
    }));
    return { seq: this.#seq, clockMs: nowMs, bytes: this.#bytes, entries };
  }

  #open(frameId: number, packets: number, nowMs: number): Arrived {
    const bitmap = new Uint8Array(Math.min(MAX_BITMAP_BYTES, Math.ceil(packets / 8)));
    const arrived = { frameId, firstMs: nowMs, lastMs: nowMs, bitmap, tellings: 0 };
    this.#frames.set(frameId, arrived);
    this.#news += 1;
    if (this.#frames.size > MAX_REPORT_ENTRIES) {
      const [oldest] = this.#frames.keys();
      this.#frames.delete(oldest!);
    }
    return arrived;
  }
}

/** Sets a bit; false when it was set before. What lies beyond the bitmap counts as new. */
function mark(bitmap: Uint8Array, index: number): boolean {
  const at = index >> 3;
  if (at >= bitmap.byteLength) return true;
  const bit = 1 << (index & 7);
  const known = (bitmap[at]! & bit) !== 0;
  bitmap[at]! |= bit;
  return !known;
}
