/**
 * One frame's way through a colour engine, for one set of sizes: which part of the input the network works on, and how its x2 picture becomes
 * the rectangle of the target that is asked for.
 *
 * @module
 */
import { BICUBIC } from '../filters.ts';
import { chromaSide, createI420 } from '../frame.ts';
import { networkSource, sameRegion, sameSize, scaleRegion } from '../geometry.ts';
import { Resampler } from '../resample.ts';
import type { I420Frame, Region, Size } from '../types.ts';
import { RGB_SCALE } from './models.ts';

export class RgbPlan {
  /** Even rectangle of the evened input. */
  readonly source: Region;
  /** The network's picture of `source`, to be filled before `finish`. */
  readonly doubled: I420Frame;
  readonly #out: I420Frame;
  readonly #input: Size;
  readonly #target: Size;
  readonly #region: Region;
  readonly #luma: Resampler | undefined;
  readonly #chroma: Resampler | undefined;

  constructor(input: Size, target: Size, region: Region) {
    this.#input = { width: input.width, height: input.height };
    this.#target = { width: target.width, height: target.height };
    this.#region = { ...region };
    const scaled = { width: input.width * RGB_SCALE, height: input.height * RGB_SCALE };
    if (!sameSize(scaled, target)) {
      const steps = { stepX: scaled.width / target.width, stepY: scaled.height / target.height };
      this.#luma = new Resampler({ from: scaled, ...steps, out: region }, BICUBIC);
      this.#chroma = new Resampler({ from: this.#input, ...steps, out: halfOf(region) }, BICUBIC);
    }
    const chromaNeeds = scaleRegion(this.#chroma?.source ?? halfOf(region), 2);
    this.source = networkSource(input, RGB_SCALE, union(this.#luma?.source ?? region, chromaNeeds));
    this.doubled = createI420(scaleRegion(this.source, RGB_SCALE));
    this.#out = createI420(region);
  }

  fits(input: Size, target: Size, region: Region): boolean {
    return sameSize(input, this.#input) && sameSize(target, this.#target) && sameRegion(region, this.#region);
  }

  /** `doubled` -> the result, the plan's own. */
  finish(): I420Frame {
    const held = scaleRegion(this.source, RGB_SCALE);
    // The x2 picture's chroma has the input's own coordinates.
    place(this.doubled.y, held, this.#region, this.#luma, this.#out.y);
    place(this.doubled.u, this.source, halfOf(this.#region), this.#chroma, this.#out.u);
    place(this.doubled.v, this.source, halfOf(this.#region), this.#chroma, this.#out.v);
    return this.#out;
  }
}

/** The plane that holds `held` -> its rectangle `to`, resampled where there is a resampler. */
function place(
  plane: Uint8Array,
  held: Region,
  to: Region,
  by: Resampler | undefined,
  out: Uint8Array,
): void {
  if (by) {
    by.run(plane, held, out);
    return;
  }
  for (let y = 0; y < to.height; y++) {
    const from = (to.y - held.y + y) * held.width + to.x - held.x;
    out.set(plane.subarray(from, from + to.width), y * to.width);
  }
}

function halfOf({ x, y, width, height }: Region): Region {
  return { x: x >> 1, y: y >> 1, width: chromaSide(width), height: chromaSide(height) };
}

function union(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
