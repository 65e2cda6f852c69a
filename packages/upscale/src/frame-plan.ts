/**
 * One frame's way through an engine, for one set of sizes: which part of the input goes through the network, and how its picture and the
 * chroma planes become the rectangle of the target that is asked for. Built once, used for every frame of a stream.
 *
 * @module
 */
import { ChromaPlan } from './chroma.ts';
import { BICUBIC } from './filters.ts';
import { createI420 } from './frame.ts';
import { networkSource, sameRegion, sameSize, scaleRegion } from './geometry.ts';
import { type Mapping, Resampler } from './resample.ts';
import type { I420Frame, Region, Size } from './types.ts';

export class FramePlan {
  readonly input: Size;
  readonly target: Size;
  readonly region: Region;
  readonly scale: number;
  /** The rectangle of the (evened) input that the network works on. */
  readonly source: Region;
  /** The result, the plan's own. */
  readonly out: I420Frame;
  readonly #held: Region;
  readonly #luma: Resampler | undefined;
  readonly #chroma: ChromaPlan;

  /** `scale`: the network's. */
  constructor(input: Size, target: Size, region: Region, scale: number) {
    this.input = { width: input.width, height: input.height };
    this.target = { width: target.width, height: target.height };
    this.region = { ...region };
    this.scale = scale;
    this.out = createI420(region);
    const scaled = { width: input.width * scale, height: input.height * scale };
    if (!sameSize(scaled, target)) this.#luma = new Resampler(lumaMapping(scaled, target, region), BICUBIC);
    this.source = networkSource(input, scale, this.#luma?.source ?? region);
    this.#held = scaleRegion(this.source, scale);
    this.#chroma = new ChromaPlan(input, target, region);
  }

  fits(input: Size, target: Size, region: Region): boolean {
    return sameSize(input, this.input) && sameSize(target, this.target) && sameRegion(region, this.region);
  }

  /** The network's picture of `source` -> `out.y`. Takes it over as it is where it is the result already. */
  luma(plane: Uint8Array): void {
    if (this.#luma) this.#luma.run(plane, this.#held, this.out.y);
    else if (sameRegion(this.#held, this.region)) this.out.y = plane;
    else crop(plane, this.#held, this.region, this.out.y);
  }

  chroma(frame: I420Frame): void {
    this.#chroma.run(frame, this.out);
  }
}

function lumaMapping(from: Size, target: Size, out: Region): Mapping {
  return { from, stepX: from.width / target.width, stepY: from.height / target.height, out };
}

/** The rectangle `to` of a tight plane that holds the rectangle `held`. */
function crop(plane: Uint8Array, held: Region, to: Region, out: Uint8Array): void {
  for (let y = 0; y < to.height; y++) {
    const from = (to.y - held.y + y) * held.width + to.x - held.x;
    out.set(plane.subarray(from, from + to.width), y * to.width);
  }
}
