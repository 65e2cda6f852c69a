import {
  DEV_GAIN,
  EWMA_GAIN,
  RECEIPT_CAP_MS,
  RECEIPT_DEVIATIONS,
  RECEIPT_FLOOR_MS,
  RECEIPT_MISSES,
} from './dispatch-constants.ts';

/** How long one helper's receipts take, and so when one is missing. Nothing is expected of a helper that never gave one. */
export class ReceiptClock {
  #meanMs: number | undefined;
  #devMs = 0;
  /** Results in a row that came without a receipt before them. */
  #without = 0;

  /** A receipt came so long after its order left. */
  learn(tookMs: number): void {
    this.#without = 0;
    const sampleMs = Math.min(tookMs, RECEIPT_CAP_MS);
    if (this.#meanMs === undefined) {
      this.#meanMs = sampleMs;
      this.#devMs = sampleMs / 2;
      return;
    }
    const errorMs = sampleMs - this.#meanMs;
    this.#meanMs += EWMA_GAIN * errorMs;
    this.#devMs += DEV_GAIN * (Math.abs(errorMs) - this.#devMs);
  }

  /** A result came, and its receipt had not. Where that is the rule, receipts are lost on the way, and say nothing by their absence. */
  resultWithout(): void {
    this.#without++;
    if (this.#without >= RECEIPT_MISSES) this.#meanMs = undefined;
  }

  /** How long after an order a receipt is missing; infinite while none is expected. */
  get dueAfterMs(): number {
    if (this.#meanMs === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(RECEIPT_FLOOR_MS, this.#meanMs + RECEIPT_DEVIATIONS * this.#devMs);
  }
}
