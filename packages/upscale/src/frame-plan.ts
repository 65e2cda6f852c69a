/**
 * One frame's way through an engine, for one set of sizes: which part of the input goes through the network, and how its picture and the
 * chroma planes become the rectangle of the target that is asked for. Built once, used for every frame of a stream.
 *
 * @module
 */
import { BICUBIC, BILINEAR } from './filters.ts';
import { chromaSide, createI420 } from './frame.ts';
import { networkSource, sameRegion, sameSize, scaleRegion, wholeOf } from './geometry.ts';
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
  readonly #chroma: Resampler;

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
    this.#chroma = chromaResampler(input, target, region);
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

  chroma({ u, v, width, height }: I420Frame): void {
    const held = wholeOf({ width: chromaSide(width), height: chromaSide(height) });
    this.#chroma.run(u, held, this.out.u);
    this.#chroma.run(v, held, this.out.v);
  }
}

function lumaMapping(from: Size, target: Size, out: Region): Mapping {
  return { from, stepX: from.width / target.width, stepY: from.height / target.height, out };
}

/**
 * A chroma sample lies between its four luma pixels, so chroma is mapped by the ratio of the luma sizes, also where these are odd. At x2
 * bilinear is enough: the eye and the codec both leave too little in chroma for more.
 */
function chromaResampler(input: Size, target: Size, region: Region): Resampler {
  const doubled = target.width === 2 * input.width && target.height === 2 * input.height;
  const mapping = {
    from: { width: chromaSide(input.width), height: chromaSide(input.height) },
    stepX: input.width / target.width,
    stepY: input.height / target.height,
    out: {
      x: region.x >> 1,
      y: region.y >> 1,
      width: chromaSide(region.width),
      height: chromaSide(region.height),
    },
  };
  return new Resampler(mapping, doubled ? BILINEAR : BICUBIC);
}

/** The rectangle `to` of a tight plane that holds the rectangle `held`. */
function crop(plane: Uint8Array, held: Region, to: Region, out: Uint8Array): void {
  for (let y = 0; y < to.height; y++) {
    const from = (to.y - held.y + y) * held.width + to.x - held.x;
    out.set(plane.subarray(from, from + to.width), y * to.width);
  }
}
