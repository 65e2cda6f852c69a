export interface LadderStep {
  /** Of every so many frames one is sent. */
  readonly frameDivisor: number;
  /** Of each side of the input picture. */
  readonly inputScale: number;
}

export interface StreamQuality extends LadderStep {
  readonly bitrateBps: number;
}

/**
 * First fewer bits for a frame, then fewer frames, then smaller ones. Fewer frames at the same rate are larger ones, and each takes longer
 * on the line: so not before there is no picture left to save.
 */
const STEPS: readonly LadderStep[] = [
  { frameDivisor: 1, inputScale: 1 },
  { frameDivisor: 2, inputScale: 1 },
  { frameDivisor: 2, inputScale: 0.75 },
  { frameDivisor: 2, inputScale: 0.5 },
];

/** Of the good rate of a size: with less, blocks show everywhere. */
const LEAST_SHARE = 0.15;
/** A step up is tried when its rate was there with a margin, for so long: each change of size costs a key frame. */
const UP_MARGIN = 1.4;
const UP_AFTER_MS = 3_000;

/**
 * Turns the rate that the line allows into bitrate, frame rate and input size. Steps down at once, up with patience.
 */
export class QualityLadder {
  readonly #goodBps: number;
  #step = 0;
  #roomSinceMs: number | undefined;

  /** @param goodBps the rate at which the whole stream, every frame at full size, looks good */
  constructor(goodBps: number) {
    this.#goodBps = goodBps;
  }

  update(targetBps: number, nowMs: number): StreamQuality {
    while (this.#step < STEPS.length - 1 && targetBps < this.#leastBps(this.#step)) {
      this.#step += 1;
      this.#roomSinceMs = undefined;
    }
    this.#climb(targetBps, nowMs);
    const step = STEPS[this.#step]!;
    return { ...step, bitrateBps: Math.min(targetBps, this.#goodBps * shareOf(step)) };
  }

  #climb(targetBps: number, nowMs: number): void {
    const room = this.#step > 0 && targetBps > UP_MARGIN * this.#leastBps(this.#step - 1);
    if (!room) this.#roomSinceMs = undefined;
    else if (this.#roomSinceMs === undefined) this.#roomSinceMs = nowMs;
    else if (nowMs - this.#roomSinceMs >= UP_AFTER_MS) {
      this.#step -= 1;
      this.#roomSinceMs = undefined;
    }
  }

  #leastBps(step: number): number {
    return LEAST_SHARE * this.#goodBps * shareOf(STEPS[step]!);
  }
}

/** Rate grows with the square root of the pixels a second. */
function shareOf({ frameDivisor, inputScale }: LadderStep): number {
  return Math.sqrt((inputScale * inputScale) / frameDivisor);
}
