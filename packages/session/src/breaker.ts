import { BREAKER_MAX_STEPS, BREAKER_MISSES, BREAKER_OUT_MS } from './dispatch-constants.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps a helper that misses again and again out of the way for a while.
 *
 * ```
 *            3 misses in a row            500 ms * n
 *  closed ─────────────────────► open ───────────────► half-open ──► closed (success, n = 0)
 *                                  ▲                       │ miss
 *                                  └───────────────────────┘ n + 1, at most 10
 * ```
 */
export class Breaker {
  #misses = 0;
  #trips = 0;
  #outUntilMs: number | undefined;

  state(nowMs: number): BreakerState {
    if (this.#outUntilMs === undefined) return 'closed';
    return nowMs < this.#outUntilMs ? 'open' : 'half-open';
  }

  succeed(): void {
    this.#misses = 0;
    this.#trips = 0;
    this.#outUntilMs = undefined;
  }

  /** Returns true when this miss puts the helper out. */
  miss(nowMs: number): boolean {
    const state = this.state(nowMs);
    if (state === 'open') return false;
    this.#misses++;
    if (state === 'closed' && this.#misses < BREAKER_MISSES) return false;
    this.trip(nowMs);
    return true;
  }

  /** Puts the helper out at once, whatever its record. */
  trip(nowMs: number): void {
    this.#misses = 0;
    this.#trips = Math.min(this.#trips + 1, BREAKER_MAX_STEPS);
    this.#outUntilMs = nowMs + BREAKER_OUT_MS * this.#trips;
  }
}
