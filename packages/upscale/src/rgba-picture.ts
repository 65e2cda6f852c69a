/**
 * BT.709 limited-range planes as RGBA, for canvases. Browsers convert too, by several threads that one waits for; on a busy machine that wait is
 * most of a frame's drawing.
 *
 * @module
 */
import { chromaSide } from './frame.ts';
import { instantiateKernels, Layout, reserve } from './kernels.ts';
import type { I420Frame, Size } from './types.ts';

/** The kernel works on so many pixels of a row at once. */
const STEP_PX = 16;

/** Room for one picture in both forms, in the kernels' own memory: fill {@link planes}, `convert`, read {@link rgba}. */
export class RgbaPicture {
  readonly planes: I420Frame;
  /** The planes' bytes, tight and one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `4 * width * height` bytes. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly #kernels = instantiateKernels();
  readonly #at: { readonly planes: number; readonly rgba: number };

  constructor({ width, height }: Size) {
    const luma = width * height;
    const chroma = chromaSide(width) * chromaSide(height);
    const layout = new Layout();
    const padded = 4 * STEP_PX;
    this.#at = { planes: layout.take(luma + 2 * chroma + padded), rgba: layout.take(4 * luma + padded) };
    reserve(this.#kernels, layout.bytes);
    const memory = this.#kernels.memory.buffer as ArrayBuffer;
    this.bytes = new Uint8Array(memory, this.#at.planes, luma + 2 * chroma);
    this.rgba = new Uint8ClampedArray(memory, this.#at.rgba, 4 * luma);
    const y = this.bytes.subarray(0, luma);
    const u = this.bytes.subarray(luma, luma + chroma);
    this.planes = { width, height, y, u, v: this.bytes.subarray(luma + chroma) };
  }

  convert(): void {
    const { width, height } = this.planes;
    const half = chromaSide(width);
    const u = this.#at.planes + width * height;
    const v = u + half * chromaSide(height);
    const whole = Math.ceil(width / STEP_PX) * STEP_PX;
    // What a row's last step writes too much, the next row writes over.
    for (let row = 0; row < height; row += 1) {
      const chroma = (row >> 1) * half;
      this.#kernels.rgbaRow(
        this.#at.planes + row * width,
        u + chroma,
        v + chroma,
        this.#at.rgba + 4 * row * width,
        whole,
      );
    }
  }
}
