/**
 * Helpers' pictures brought back towards the frame that they were made from: it never went through a codec, and it is at hand. What narrow lines
 * take from a picture is put back, so that a helped picture is not worse than one that was only enlarged here.
 * @module
 */
import { BackProjection, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';
import { FrameBudget } from './frame-budget.ts';
import type { Part } from './mosaics.ts';

/** Half of what upscaling here may cost: this comes on top of a helper's work. */
const AFFORDABLE_MS = 4;

/**
 * Share of the difference that is put back, by the share of a good line's bits that the stream has now. With all of them the difference is mostly
 * the network's own work, and little is put back; of a starved stream most is. What is best in between was measured on games of several kinds
 * (`bench:correction`).
 */
export function correctionStrength(codedShare: number): number {
  const halvings = -Math.log2(Math.min(1, Math.max(1 / 16, codedShare)));
  return Math.min(0.75, 0.25 + 0.22 * halvings);
}

export class ResultCorrector {
  readonly #projection: BackProjection;
  readonly #small: PlaneBuffer;
  readonly #large: PlaneBuffer;
  readonly #codedShare: () => number;
  readonly #now: () => number;
  readonly #budget = new FrameBudget(AFFORDABLE_MS);

  /** @param codedShare of the bits that streams of these sizes have on a good line, 0 to 1, now */
  constructor(input: Size, target: Size, codedShare: () => number, now = () => performance.now()) {
    this.#projection = new BackProjection(input, target);
    this.#small = new PlaneBuffer(input);
    this.#large = new PlaneBuffer(target);
    this.#codedShare = codedShare;
    this.#now = now;
  }

  /**
   * One picture out of a helper's, or out of the bands of several, the caller's to close as are `parts` and `small`. One at a time. Undefined
   * once that has become too dear.
   * @param small the captured frame
   */
  async correct(parts: readonly Part<VideoFrame>[], small: VideoFrame): Promise<VideoFrame | undefined> {
    if (this.#budget.isSpent) return undefined;
    const startedMs = this.#now();
    const origin = await readPlanes(small, this.#small);
    for (const part of parts) await this.#read(part);
    this.#projection.run(origin, this.#large.frame, correctionStrength(this.#codedShare()));
    const corrected = toVideoFrame(this.#large, small.timestamp);
    this.#budget.took(this.#now() - startedMs);
    return corrected;
  }

  async #read({ picture, band }: Part<VideoFrame>): Promise<void> {
    if (!band) return void (await readPlanes(picture, this.#large));
    const { width } = this.#large.size;
    const planes = new PlaneBuffer({ width, height: band.height });
    await readPlanes(picture, planes);
    this.#large.frame.y.set(planes.frame.y, band.y * width);
    const chromaAt = (band.y >> 1) * Math.ceil(width / 2);
    this.#large.frame.u.set(planes.frame.u, chromaAt);
    this.#large.frame.v.set(planes.frame.v, chromaAt);
  }
}
