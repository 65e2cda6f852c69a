/**
 * Brings an upscaled picture back towards the small one it was made from. Made smaller again, a good upscaled picture is the small picture; what
 * codecs and the network took from it is put back, all but the finest detail, which the small picture does not hold.
 *
 * One step of iterative back-projection (Irani and Peleg 1991): `large + strength * enlarged(small - shrunk(large))`.
 *
 * @module
 */
import { BICUBIC } from './filters.ts';
import { chromaSide, createI420 } from './frame.ts';
import { wholeOf } from './geometry.ts';
import { type KernelExports, kernels, Layout } from './kernels.ts';
import { Resampler, wholeMapping } from './resample.ts';
import { BOX } from './taps.ts';
import type { I420Frame, Size } from './types.ts';

/** A plan for one pair of sizes: build once, run for every frame. */
export class BackProjection {
  readonly #luma: PlaneProjection;
  readonly #chroma: PlaneProjection;
  readonly #small: I420Frame;

  constructor(small: Size, large: Size) {
    this.#small = createI420(small);
    this.#luma = new PlaneProjection(small, large);
    this.#chroma = new PlaneProjection(chromaSize(small), chromaSize(large));
  }

  /**
   * How far the large frame is from the small one: `128 + small - shrunk(large)`, held to bytes, at the small one's size. Both frames are of the
   * plan's sizes. Good until the next call.
   */
  compare(small: I420Frame, large: I420Frame): I420Frame {
    const difference = this.shrunk(large);
    for (const plane of ['y', 'u', 'v'] as const)
      combine(small[plane], difference[plane], (wasm, a, b, count) => wasm.levelDifference(a, b, b, count));
    return difference;
  }

  /** The large frame at the small one's size, in the same memory as a difference: good until the next call. */
  shrunk(large: I420Frame): I420Frame {
    this.#luma.shrink(large.y, this.#small.y);
    this.#chroma.shrink(large.u, this.#small.u);
    this.#chroma.shrink(large.v, this.#small.v);
    return this.#small;
  }

  /**
   * Changes `large` in place by the difference that was found last.
   * @param strength share of the difference that is put back, 0 to 1, kept in sixteenths
   */
  putBack(difference: I420Frame, large: I420Frame, strength: number): void {
    const sixteenths = Math.round(16 * strength);
    if (sixteenths === 0) return;
    this.#luma.putBack(difference.y, large.y, sixteenths);
    this.#chroma.putBack(difference.u, large.u, sixteenths);
    this.#chroma.putBack(difference.v, large.v, sixteenths);
  }

  /** One after the other. */
  run(small: I420Frame, large: I420Frame, strength: number): void {
    this.putBack(this.compare(small, large), large, strength);
  }
}

class PlaneProjection {
  readonly #small: Size;
  readonly #large: Size;
  readonly #shrink: Resampler;
  readonly #enlarge: Resampler;
  readonly #enlarged: Uint8Array;

  constructor(small: Size, large: Size) {
    this.#small = small;
    this.#large = large;
    this.#shrink = new Resampler(wholeMapping(large, small), BOX);
    this.#enlarge = new Resampler(wholeMapping(small, large), BICUBIC);
    this.#enlarged = new Uint8Array(large.width * large.height);
  }

  shrink(large: Uint8Array, small: Uint8Array): void {
    this.#shrink.run(large, wholeOf(this.#large), small);
  }

  putBack(difference: Uint8Array, large: Uint8Array, sixteenths: number): void {
    this.#enlarge.run(difference, wholeOf(this.#small), this.#enlarged);
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
