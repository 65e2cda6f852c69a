import { EWMA_GAIN } from './dispatch-constants.ts';

/** A helper that turned everything down must try again soon, or it would stay slow in its own eyes for ever. */
const FADE_MS = 500;

/** An idle helper doubts what it once measured: after this long without a frame it gives an order half the time it thinks it takes, and so on. */
const HOPE_HALF_LIFE_MS = 1_000;

/**
 * A helper's expected time for one frame, for its queue. It follows what frames took, and drifts back to the benchmark while none
 * is done: without that, one slow spell would make the helper refuse all orders as late, and so never learn that it is over.
 */
export class ServiceEstimate {
  #benchmarkMs: number;
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
    // A benchmark taken while the machine was busy with other things is no floor: real frames were quicker.
    this.#benchmarkMs = Math.min(this.#benchmarkMs, serviceMs);
    this.#observedMs = nowMs;
  }

  expectedMs(nowMs: number): number {
    const kept = Math.exp(-(nowMs - this.#observedMs) / FADE_MS);
    return this.#benchmarkMs + (this.#smoothMs - this.#benchmarkMs) * kept;
  }

  /**
   * What an order is judged by: the expected time, growing hopeful while nothing is done. A helper that believes itself too slow for
   * every order would refuse them all, and never learn better.
   */
  hopefulMs(nowMs: number): number {
    const idleMs = Math.max(0, nowMs - this.#observedMs - FADE_MS);
    return this.expectedMs(nowMs) * 2 ** (-idleMs / HOPE_HALF_LIFE_MS);
  }
}
