/**
 * Brings an upscaled picture back towards the small one it was made from. Made smaller again, a good upscaled picture is the small picture; what
 * codecs and the network took from it is put back, all but the finest detail, which the small picture does not hold.
 *
 * One step of iterative back-projection (Irani and Peleg 1991): `large + strength * enlarged(small - shrunk(large))`.
 *
 * @module
 */
import { BICUBIC } from './filters.ts';
import { chromaSide } from './frame.ts';
import { wholeOf } from './geometry.ts';
import { type KernelExports, kernels, Layout } from './kernels.ts';
import { Resampler, wholeMapping } from './resample.ts';
import type { Kernel } from './taps.ts';
import type { I420Frame, Size } from './types.ts';

/** An average over what a pixel of the smaller picture covers. */
const BOX: Kernel = { name: 'box', radius: 0.5, weight: (t) => (Math.abs(t) <= 0.5 ? 1 : 0) };

/** A plan for one pair of sizes: build once, run for every frame. */
export class BackProjection {
  readonly #luma: PlaneProjection;
  readonly #chroma: PlaneProjection;

  constructor(small: Size, large: Size) {
    this.#luma = new PlaneProjection(small, large);
    this.#chroma = new PlaneProjection(chromaSize(small), chromaSize(large));
  }

  /**
   * Changes `large` in place. Both frames are of the plan's sizes.
   * @param strength share of the difference that is put back, 0 to 1, kept in sixteenths
   */
  run(small: I420Frame, large: I420Frame, strength: number): void {
    const sixteenths = Math.round(16 * strength);
    if (sixteenths === 0) return;
    this.#luma.run(small.y, large.y, sixteenths);
    this.#chroma.run(small.u, large.u, sixteenths);
    this.#chroma.run(small.v, large.v, sixteenths);
  }
}

class PlaneProjection {
  readonly #small: Size;
  readonly #large: Size;
  readonly #shrink: Resampler;
  readonly #enlarge: Resampler;
  readonly #difference: Uint8Array;
  readonly #enlarged: Uint8Array;

  constructor(small: Size, large: Size) {
    this.#small = small;
    this.#large = large;
    this.#shrink = new Resampler(wholeMapping(large, small), BOX);
    this.#enlarge = new Resampler(wholeMapping(small, large), BICUBIC);
    this.#difference = new Uint8Array(small.width * small.height);
    this.#enlarged = new Uint8Array(large.width * large.height);
  }

  run(small: Uint8Array, large: Uint8Array, sixteenths: number): void {
    this.#shrink.run(large, wholeOf(this.#large), this.#difference);
    combine(small, this.#difference, (wasm, a, b, count) => wasm.levelDifference(a, b, b, count));
    this.#enlarge.run(this.#difference, wholeOf(this.#small), this.#enlarged);
    combine(this.#enlarged, large, (wasm, by, plane, count) =>
      wasm.addDifference(plane, by, sixteenths, count),
    );
  }
}

/** Bytes worked on at once: they and the kernels stay in the processor's cache. */
const SLICE = 1 << 17;

/** `work` on two planes of one length, of which it changes the second. */
function combine(
  a: Uint8Array,
  b: Uint8Array,
  work: (wasm: KernelExports, a: number, b: number, count: number) => void,
): void {
  const layout = new Layout();
  const [atA, atB] = [layout.take(SLICE), layout.take(SLICE)];
  const wasm = kernels(layout.bytes);
  const memory = new Uint8Array(wasm.memory.buffer);
  for (let from = 0; from < a.length; from += SLICE) {
    const slice = b.subarray(from, from + SLICE);
    memory.set(a.subarray(from, from + SLICE), atA);
    memory.set(slice, atB);
    work(wasm, atA, atB, slice.length);
    slice.set(memory.subarray(atB, atB + slice.length));
  }
}

const chromaSize = ({ width, height }: Size): Size => ({
  width: chromaSide(width),
  height: chromaSide(height),
});
