/** Share of the newest frame in the running mean: about the last second decides. */
const NEWEST_SHARE = 0.05;
/** A frame counts for no more than so many times what is affordable: one that the machine held up tells little of the others. */
const MOST_TIMES = 4;

/**
 * Whether a piece of work on every frame is still affordable, by the running mean of what it took. Once it is not, as when a game begins to take the
 * machine for itself, that holds for the rest of the stream.
 */
export class FrameBudget {
  readonly #affordableMs: number;
  #meanMs = 0;

  constructor(affordableMs: number) {
    this.#affordableMs = affordableMs;
  }

  /** Of what frames took lately; it begins at nothing, and so is low at first. */
  get meanMs(): number {
    return this.#meanMs;
  }

  get isSpent(): boolean {
    return this.#meanMs > this.#affordableMs;
  }

  took(ms: number): void {
    if (this.isSpent) return;
    const counted = Math.min(ms, MOST_TIMES * this.#affordableMs);
    this.#meanMs += NEWEST_SHARE * (counted - this.#meanMs);
  }
}
