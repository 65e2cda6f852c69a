import type { DropReason } from './drop-reason.ts';
import { type Receipt, readReceipt } from './receipt.ts';

/** Frames waited for at once. At 60 fps that is a second, several times what any receipt takes. */
const MAX_AWAITED = 64;

export type ReceiptResult =
  | { readonly type: 'receipt'; readonly receipt: Receipt; readonly tookMs: number }
  | { readonly type: 'dropped'; readonly reason: DropReason };

export interface ReceiptStats {
  readonly received: number;
  /** Malformed, foreign, repeated, or of a frame that was not sent lately. */
  readonly dropped: number;
}

/**
 * The sender's side of receipts on one link: which frames may still be receipted, and how long each took. A receipt counts once, and
 * only for a frame that was sent: repeated and invented ones are dropped and counted. Holds at most 64 frames.
 */
export class ReceiptBook {
  readonly #epoch: number;
  readonly #sentAtMs = new Map<number, number>();
  #received = 0;
  #dropped = 0;

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /** A frame, or a later order for it, has left. */
  sent(frameId: number, nowMs: number): void {
    this.#sentAtMs.delete(frameId);
    this.#sentAtMs.set(frameId, nowMs);
    if (this.#sentAtMs.size <= MAX_AWAITED) return;
    const [oldest] = this.#sentAtMs.keys();
    this.#sentAtMs.delete(oldest!);
  }

  /** Takes a packet of any content that claims to be a receipt. Never throws. */
  accept(packet: Uint8Array, nowMs: number): ReceiptResult {
    const read = readReceipt(packet, this.#epoch);
    if (!read.ok) return this.#drop(read.reason);
    const sentAtMs = this.#sentAtMs.get(read.receipt.frameId);
    if (sentAtMs === undefined) return this.#drop('duplicate');
    this.#sentAtMs.delete(read.receipt.frameId);
    this.#received++;
    return { type: 'receipt', receipt: read.receipt, tookMs: nowMs - sentAtMs };
  }

  stats(): ReceiptStats {
    return { received: this.#received, dropped: this.#dropped };
  }

  #drop(reason: DropReason): ReceiptResult {
    this.#dropped++;
    return { type: 'dropped', reason };
  }
}
