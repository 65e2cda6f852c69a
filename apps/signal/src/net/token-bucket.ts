/** A whole token, less what adding up fractions loses. */
const ONE = 1 - 1e-9;

/** A token bucket: `perSecond` on average, `burst` at once. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#atMs = now();
  }

  /** Whole milliseconds until there is a token to take. */
  waitMs(): number {
    this.#earn();
    return this.#tokens >= ONE ? 0 : Math.ceil(((ONE - this.#tokens) / this.#perSecond) * 1000);
  }

  isFull(): boolean {
    this.#earn();
    return this.#tokens >= this.#burst;
  }

  /** @returns whether there was a token to take */
  take(): boolean {
    this.#earn();
    if (this.#tokens < ONE) return false;
    this.#tokens -= 1;
    return true;
  }

  #earn(): void {
    const nowMs = this.#now();
    const earned = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#atMs = nowMs;
  }
}
