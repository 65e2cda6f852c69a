import { EWMA_GAIN } from './dispatch-constants.ts';

/** A helper that turned everything down must try again soon, or it would stay slow in its own eyes for ever. */
const FADE_MS = 500;

/**
 * A helper's expected time for one frame, for its queue. It follows what frames took, and drifts back to the benchmark while none
 * is done: without that, one slow spell would make the helper refuse all orders as late, and so never learn that it is over.
 */
export class ServiceEstimate {
  readonly #benchmarkMs: number;
  #smoothMs: number;
  #observedMs = 0;

  /** @param benchmarkMs time per frame that the helper measured before it took work */
  constructor(benchmarkMs: number) {
    this.#benchmarkMs = benchmarkMs;
    this.#smoothMs = benchmarkMs;
  }

  /** A frame took `serviceMs`. */
  observe(serviceMs: number, nowMs: number): void {
    const beforeMs = this.expectedMs(nowMs);
    this.#smoothMs = beforeMs + EWMA_GAIN * (serviceMs - beforeMs);
    this.#observedMs = nowMs;
  }

  expectedMs(nowMs: number): number {
    const kept = Math.exp(-(nowMs - this.#observedMs) / FADE_MS);
    return this.#benchmarkMs + (this.#smoothMs - this.#benchmarkMs) * kept;
  }
}
