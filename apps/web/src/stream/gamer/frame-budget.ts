/** Share of the newest frame in the running mean: about the last second decides. */
const NEWEST_SHARE = 0.05;

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
    if (!this.isSpent) this.#meanMs += NEWEST_SHARE * (ms - this.#meanMs);
  }
}
