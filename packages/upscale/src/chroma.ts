/**
 * Chroma by a plain filter: the eye and the codec both leave too little in it for a network to find.
 *
 * @module
 */
import { BICUBIC, BILINEAR } from './filters.ts';
import { chromaSide } from './frame.ts';
import { wholeOf } from './geometry.ts';
import { Resampler } from './resample.ts';
import type { I420Frame, Region, Size } from './types.ts';

/** Both chroma planes of one set of sizes. */
export class ChromaPlan {
  readonly #resampler: Resampler;
  readonly #held: Region;

  /**
   * A chroma sample lies between its four luma pixels (as libyuv's RGB conversion makes it), so chroma is mapped by the ratio of the luma
   * sizes, also where these are odd. At x2 bilinear is enough.
   */
  constructor(input: Size, target: Size, region: Region) {
    const from = { width: chromaSide(input.width), height: chromaSide(input.height) };
    const out = {
      x: region.x >> 1,
      y: region.y >> 1,
      width: chromaSide(region.width),
      height: chromaSide(region.height),
    };
    const doubled = target.width === 2 * input.width && target.height === 2 * input.height;
    const mapping = { from, stepX: input.width / target.width, stepY: input.height / target.height, out };
    this.#resampler = new Resampler(mapping, doubled ? BILINEAR : BICUBIC);
    this.#held = wholeOf(from);
  }

  /** `frame`'s chroma -> `out`'s, which is as large as the region. */
  run(frame: I420Frame, out: I420Frame): void {
    this.#resampler.run(frame.u, this.#held, out.u);
    this.#resampler.run(frame.v, this.#held, out.v);
  }
}
