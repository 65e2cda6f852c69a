/** Encoders take a while to follow; smaller changes than this are not worth it. */
const WORTH_A_CHANGE = 0.05;

/** Decides when an encoder is told of a new rate: what the line carries, under a ceiling that the other side may set. */
export class RateFollower {
  #ceilingBps: number;
  #carriedBps: number;
  #askedBps: number;

  /** @param startBps what the encoder was made with, and the ceiling until another is set */
  constructor(startBps: number) {
    this.#ceilingBps = startBps;
    this.#carriedBps = startBps;
    this.#askedBps = startBps;
  }

  /** What was asked for last. */
  get bps(): number {
    return this.#askedBps;
  }

  /** @returns the rate to ask for, when it is worth it */
  carried(bps: number): number | undefined {
    this.#carriedBps = bps;
    return this.#next();
  }

  /** @returns the rate to ask for, when it is worth it */
  ceiling(bps: number): number | undefined {
    this.#ceilingBps = bps;
    return this.#next();
  }

  #next(): number | undefined {
    const bps = Math.round(Math.min(this.#ceilingBps, this.#carriedBps));
    if (Math.abs(bps - this.#askedBps) <= WORTH_A_CHANGE * this.#askedBps) return undefined;
    this.#askedBps = bps;
    return bps;
  }
}
