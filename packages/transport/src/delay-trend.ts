export type LineState = 'filling' | 'steady' | 'emptying';

/** Frames that the trend is fitted to: a third of a second at 60 fps, two thirds at 30. */
const WINDOW_FRAMES = 20;
/**
 * Of so many frames the quickest counts: a queue on the line holds up every one of them, a receiver that is busy with the picture before
 * only some.
 */
const QUICKEST_OF = 4;
/** Smoothing of these, against jitter. */
const KEEP = 0.5;
/** A queue that grows by more than this (ms per ms) fills. At 2 % too much sending it grows by 0.02. */
const SLOPE = 0.015;
/** A slope alone may be noise: only with at least so much standing delay is it believed. */
const NOISE_MS = 8;
const NOISE_FRAMES = 0.4;
/**
 * Standing delay that is too much, growing or not: this, or so much of a frame time, which another stream's frames may take on the
 * line just before ours with no one sending too much.
 */
const STANDING_MS = 15;
const STANDING_FRAMES = 0.75;
/** The least delay is looked for in this much of the past: clocks drift apart by 1 ms in it (50 ppm). */
const BASE_WINDOW_MS = 20_000;
const BASE_BUCKET_MS = 1_000;

/**
 * Watches one-way delay, up to an unknown constant, for the growth that tells of a filling queue. A line is fitted to the smoothed
 * delays of the last frames, as in Carlucci et al., "Analysis and design of the Google congestion control for WebRTC" (MMSys 2016); the
 * delay above the least of the last seconds is the second witness.
 */
export class DelayTrend {
  readonly #points: { readonly atMs: number; readonly delayMs: number }[] = [];
  readonly #base: { readonly fromMs: number; leastMs: number }[] = [];
  readonly #latest: number[] = [];
  #smoothedMs: number | undefined;

  /** @param delayMs from sending to arrival; the two clocks may differ by any constant */
  add(atMs: number, delayMs: number): void {
    this.#latest.push(delayMs);
    if (this.#latest.length > QUICKEST_OF) this.#latest.shift();
    const quickestMs = Math.min(...this.#latest);
    this.#smoothedMs =
      this.#smoothedMs === undefined ? quickestMs : KEEP * this.#smoothedMs + (1 - KEEP) * quickestMs;
    this.#points.push({ atMs, delayMs: this.#smoothedMs });
    if (this.#points.length > WINDOW_FRAMES) this.#points.shift();
    this.#lower(atMs, delayMs);
  }

  /** Delay above the least one of the last 20 s. */
  get standingMs(): number {
    if (this.#smoothedMs === undefined) return 0;
    const least = Math.min(...this.#base.map(({ leastMs }) => leastMs));
    return Math.max(0, this.#smoothedMs - least);
  }

  /** What the quickest of the last frames took; undefined before any. */
  get quickestMs(): number | undefined {
    return this.#smoothedMs;
  }

  /** Growth of the delay, ms per ms. */
  get slope(): number {
    const n = this.#points.length;
    if (n < WINDOW_FRAMES / 2) return 0;
    const meanAt = this.#points.reduce((sum, { atMs }) => sum + atMs, 0) / n;
    const meanDelay = this.#points.reduce((sum, { delayMs }) => sum + delayMs, 0) / n;
    let covariance = 0;
    let variance = 0;
    for (const { atMs, delayMs } of this.#points) {
      covariance += (atMs - meanAt) * (delayMs - meanDelay);
      variance += (atMs - meanAt) ** 2;
    }
    return variance === 0 ? 0 : covariance / variance;
  }

  get state(): LineState {
    const { slope, standingMs } = this;
    const frameMs = this.#frameTimeMs();
    const limitMs = Math.max(STANDING_MS, STANDING_FRAMES * frameMs);
    if (standingMs > limitMs && slope > -SLOPE) return 'filling';
    if (standingMs > Math.max(NOISE_MS, NOISE_FRAMES * frameMs) && slope > SLOPE) return 'filling';
    return slope < -SLOPE || standingMs > limitMs ? 'emptying' : 'steady';
  }

  #frameTimeMs(): number {
    const n = this.#points.length;
    return n < 2 ? 0 : (this.#points[n - 1]!.atMs - this.#points[0]!.atMs) / (n - 1);
  }

  #lower(atMs: number, delayMs: number): void {
    const newest = this.#base.at(-1);
    if (newest && atMs - newest.fromMs < BASE_BUCKET_MS) newest.leastMs = Math.min(newest.leastMs, delayMs);
    else this.#base.push({ fromMs: atMs, leastMs: delayMs });
    while (atMs - this.#base[0]!.fromMs > BASE_WINDOW_MS) this.#base.shift();
  }
}
