/**
 * What the helper counts: for its page, its heartbeat and its pongs.
 * @module
 */

/** How fast a smoothed time follows: one frame moves it by a tenth. */
const SMOOTHING = 0.1;

export class WorkMeters {
  framesUpscaled = 0;
  framesDropped = 0;
  bytesUp = 0;
  bytesDown = 0;
  #msPerFrame: number | undefined;
  #busyMs = 0;
  #busySince: number | undefined;
  #windowStartMs = performance.now();

  /** Smoothed time of one frame from start of work to its encoded result; undefined before the first. */
  get msPerFrame(): number | undefined {
    return this.#msPerFrame;
  }

  /** A first guess, from the measurement at start. */
  seed(msPerFrame: number): void {
    this.#msPerFrame ??= msPerFrame;
  }

  begin(nowMs: number): void {
    this.#busySince = nowMs;
  }

  end(nowMs: number): void {
    if (this.#busySince === undefined) return;
    const tookMs = nowMs - this.#busySince;
    this.#busySince = undefined;
    this.#busyMs += tookMs;
    this.#msPerFrame =
      this.#msPerFrame === undefined ? tookMs : this.#msPerFrame + SMOOTHING * (tookMs - this.#msPerFrame);
  }

  /** Share of the time since the last call that was spent working, 0..1. */
  takeLoad(nowMs: number): number {
    const windowMs = nowMs - this.#windowStartMs;
    const load = windowMs > 0 ? Math.min(1, this.#busyMs / windowMs) : 0;
    this.#busyMs = 0;
    this.#windowStartMs = nowMs;
    return load;
  }
}
