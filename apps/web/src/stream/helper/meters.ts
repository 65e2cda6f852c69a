/**
 * What the helper counts: for its page, its heartbeat and its pongs.
 * @module
 */

import { ServiceEstimate } from '@p2c2g/session';

/** A first guess of a frame's time, before anything was measured. */
const UNKNOWN_SERVICE_MS = 20;

export class WorkMeters {
  framesUpscaled = 0;
  framesDropped = 0;
  bytesUp = 0;
  bytesDown = 0;
  #service = new ServiceEstimate(UNKNOWN_SERVICE_MS);
  #busyMs = 0;
  #busySince: number | undefined;
  #windowStartMs = performance.now();

  /** Expected time of one frame from start of work to upscaled. */
  get msPerFrame(): number {
    return this.#service.expectedMs(performance.now());
  }

  /** What an order is judged by: the same, growing hopeful while nothing is done. */
  get hopefulMs(): number {
    return this.#service.hopefulMs(performance.now());
  }

  /** What the measurement at start said: the estimate comes back to it when no work shows otherwise. */
  seed(msPerFrame: number): void {
    this.#service = new ServiceEstimate(msPerFrame);
  }

  begin(nowMs: number): void {
    this.#busySince = nowMs;
  }

  /** @param share of a whole picture that was done, 0..1 */
  end(nowMs: number, share: number): void {
    if (this.#busySince === undefined) return;
    const tookMs = nowMs - this.#busySince;
    this.#busySince = undefined;
    this.#busyMs += tookMs;
    this.#service.observe(tookMs / share, nowMs);
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
