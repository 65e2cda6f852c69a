/**
 * Above what the line carries: the last packet of a frame is through no later than if all had left at once, and a queue holds a fifth of the frame at
 * most. The line may also have become wider, which shows only when it is asked for more.
 */
const BEYOND_CAPACITY = 1.25;
/** Whatever a report says of the line, a frame leaves within a second or so. */
const LEAST_BPS = 200_000;
/** While packets are spread, nothing tells whether they need be: so now and then they are not, until ends of frames are lost again ... */
const PATIENCE_MS = 60_000;
/** ... which is tried less often where it was in vain. */
const MOST_PATIENCE_MS = 480_000;
/** Ends lost so soon after: in vain. */
const SOON_MS = 10_000;

export interface PacingSigns {
  /** The ends of frames are lost. */
  readonly endsLost: boolean;
  /** Bits a second that the line carries; undefined while that is not known. */
  readonly capacityBps: number | undefined;
  /** Bits a second that came through lately: it carries no less. */
  readonly deliveredBps: number | undefined;
}

/**
 * Whether the packets of a frame leave at once or one after another. At once is right for any queue that holds a frame; a shorter one
 * drops the frame's end.
 */
export class PacingChoice {
  #sinceMs: number | undefined;
  #endedMs = Number.NEGATIVE_INFINITY;
  #patienceMs = PATIENCE_MS;

  /** @returns the rate at which packets are to leave, bits a second; undefined: at once */
  update({ endsLost, capacityBps, deliveredBps = 0 }: PacingSigns, nowMs: number): number | undefined {
    if (this.#sinceMs === undefined) {
      if (!endsLost) return undefined;
      this.#begin(nowMs);
    } else if (nowMs - this.#sinceMs >= this.#patienceMs) return this.#end(nowMs);
    if (capacityBps === undefined) return undefined;
    return Math.max(LEAST_BPS, BEYOND_CAPACITY * Math.max(capacityBps, deliveredBps));
  }

  #begin(nowMs: number): void {
    const inVain = nowMs - this.#endedMs < SOON_MS;
    this.#patienceMs = inVain ? Math.min(2 * this.#patienceMs, MOST_PATIENCE_MS) : PATIENCE_MS;
    this.#sinceMs = nowMs;
  }

  #end(nowMs: number): undefined {
    this.#sinceMs = undefined;
    this.#endedMs = nowMs;
    return undefined;
  }
}
