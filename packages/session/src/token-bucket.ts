/** Counts what may be spent: earned little by little, saved up to a limit. */
export class TokenBucket {
  readonly #capacity: number;
  #tokens: number;

  /** Starts full. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#tokens = capacity;
  }

  earn(tokens: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + tokens);
  }

  /** Takes one token if there is one. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
