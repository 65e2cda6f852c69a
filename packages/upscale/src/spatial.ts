/**
 * Tier 0: an edge-adaptive upscaler and a sharpener without weights, for the gamer's own fallback. Written from the published method of
 * FidelityFX Super Resolution 1 (EASU, then RCAS; GPUOpen, 2021), on luma, with SIMD kernels (`kernels/assembly`).
 *
 * EASU: an output pixel looks at 12 source pixels around it, estimates the edge's direction and strength from the four inner ones, and sums
 * all 12 with a Lanczos-like kernel turned along the edge, stretched along and squeezed across it by the strength. RCAS: each pixel then
 * gets as large a negative weight for its four neighbours as cannot push the result out of 0..255.
 *
 * ```
 *  strip of source ─ floats ─ edges ─┐
 *                       └────────── EASU ─ soft (one pixel more on every side) ─ RCAS ─ strip of the target
 * ```
 *
 * @module
 */
import { wholeOf } from './geometry.ts';
import { type KernelExports, kernels, Layout } from './kernels.ts';
import { copyRows } from './rows.ts';
import type { Region, Size } from './types.ts';

/** On native pairs of two games (clean, PSNR-Y, SSIM, GMSD) 0 to .1 was best; from .8 on it lost to bicubic. */
export const DEFAULT_SHARPNESS = 0.1;

/** Rows of output made at once: what lies between the passes then stays in the processor's second cache. */
const STRIP_ROWS = 32;
/** EASU reads one source pixel before the one at or before an output, and two after it. */
const BEFORE = 1;
const AFTER = 2;
/** Room to the left of a soft row for its repeated first pixel, in bytes. */
const SOFT_LEFT = 16;
const FLOAT_BYTES = 4;

/** One side of the picture: for outputs `start` to `end` the source pixel at or before each, and how far behind it the output lies. */
interface Side {
  start: number;
  at: Int32Array;
  behind: Float32Array;
  /** First and one past the last source pixel that exist and are read. */
  first: number;
  end: number;
}

/** Addresses in the kernels' memory; strides in bytes. */
interface Places {
  bytes: number;
  src: number;
  floats: number;
  floatStride: number;
  edges: number;
  blended: number;
  at: number;
  behind: number;
  soft: number;
  softStride: number;
  out: number;
  outStride: number;
}

/** A plan for one rectangle of one pair of sizes: build once, run for every frame. */
export class SpatialScaler {
  /** What it reads: a rectangle of `from`. */
  readonly source: Region;
  readonly #out: Region;
  readonly #strength: number;
  readonly #across: Side;
  readonly #down: Side;
  /** Columns of the float rows, and what of them is repeated. */
  readonly #columns: number;
  /** f's column for every output, up to a whole vector of them. */
  readonly #columnAt: Int32Array;
  readonly #left: number;
  readonly #right: number;
  readonly #height: number;
  readonly #target: Size;
  readonly #places: Places;

  /** `sharpness` 0..1, 0 = none, 1 = strongest; each step of .5 down halves the effect. Best between x1 and x2; beyond that it softens. */
  constructor(from: Size, to: Size, out: Region = wholeOf(to), sharpness = DEFAULT_SHARPNESS) {
    this.#out = { ...out };
    this.#target = { ...to };
    this.#height = from.height;
    this.#strength = sharpness > 0 ? 2 ** (-2 * (1 - Math.min(1, sharpness))) : 0;
    // The sharpener looks one pixel around the rectangle, and the picture's edge repeats.
    this.#across = sideOf(from.width, to.width, out.x, out.width);
    this.#down = sideOf(from.height, to.height, out.y, out.height);
    const { first, end, at } = this.#across;
    this.source = {
      x: first,
      y: this.#down.first,
      width: end - first,
      height: this.#down.end - this.#down.first,
    };
    this.#left = first - (at[0]! - BEFORE);
    this.#right = Math.max(0, at.at(-1)! + AFTER + 1 - end);
    this.#columns = this.#left + this.source.width + this.#right;
    const origin = first - this.#left;
    this.#columnAt = new Int32Array(at.length + 3).fill(BEFORE);
    this.#columnAt.set(at.map((x) => x - origin));
    this.#places = this.#layOut();
  }

  /** `src` is a tight plane that holds the rectangle `held` of the source picture, at least `source`; `out` is tight, of the size asked for. */
  run(src: Uint8Array, held: Region, out: Uint8Array): void {
    const wasm = kernels(this.#places.bytes);
    const { at, behind } = this.#places;
    new Int32Array(wasm.memory.buffer, at, this.#columnAt.length).set(this.#columnAt);
    new Float32Array(wasm.memory.buffer, behind, this.#across.behind.length).set(this.#across.behind);
    for (let y = 0; y < this.#out.height; y += STRIP_ROWS) {
      this.#strip(wasm, this.#out.y + y, Math.min(STRIP_ROWS, this.#out.height - y), src, held, out);
    }
  }

  /** Rows `y` to `y + rows` of the target. */
  #strip(wasm: KernelExports, y: number, rows: number, src: Uint8Array, held: Region, out: Uint8Array): void {
    const { soft, softStride, out: outAt, outStride } = this.#places;
    const first = Math.max(0, y - 1);
    const last = Math.min(this.#target.height - 1, y + rows);
    this.#soften(wasm, first, last, src, held);
    const left = soft + SOFT_LEFT + this.#out.x - this.#across.start;
    const rowAt = (row: number) => left + (Math.min(last, Math.max(first, row)) - first) * softStride;
    for (let row = y; row < y + rows; row++) {
      const at = outAt + (row - y) * outStride;
      wasm.rcasRow(rowAt(row - 1), rowAt(row), rowAt(row + 1), this.#strength, at, this.#out.width);
    }
    const memory = new Uint8Array(wasm.memory.buffer);
    const { width } = this.#out;
    copyRows(memory, outAt, outStride, out, (y - this.#out.y) * width, width, rows);
  }

  /** Rows `first` to `last` (inclusive) of EASU's picture, with their ends repeated once. */
  #soften(wasm: KernelExports, first: number, last: number, src: Uint8Array, held: Region): void {
    const { floats, floatStride, edges, blended, at, behind, soft, softStride } = this.#places;
    const { at: rowAt, behind: rowBehind, start } = this.#down;
    const top = rowAt[first - start]! - BEFORE;
    const bottom = rowAt[last - start]! + AFTER;
    this.#floats(wasm, top, bottom, src, held);
    for (let row = top + 1; row < bottom; row++) {
      const here = floats + (row - top) * floatStride;
      const to = edges + (row - top) * 3 * floatStride;
      wasm.edgeRow(here - floatStride, here, here + floatStride, this.#columns, to, floatStride);
    }
    const width = this.#across.at.length;
    const memory = new Uint8Array(wasm.memory.buffer);
    for (let row = first; row <= last; row++) {
      const upper = rowAt[row - start]! - top;
      const to = soft + (row - first) * softStride + SOFT_LEFT;
      wasm.easuRow(
        floats + (upper - BEFORE) * floatStride,
        floatStride,
        edges + upper * 3 * floatStride,
        floatStride,
        blended,
        at,
        behind,
        rowBehind[row - start]!,
        to,
        width,
      );
      memory[to - 1] = memory[to]!;
      memory[to + width] = memory[to + width - 1]!;
    }
  }

  /** Source rows `top` to `bottom` (inclusive; beyond the picture its edge) as floats. */
  #floats(wasm: KernelExports, top: number, bottom: number, src: Uint8Array, held: Region): void {
    const { src: srcAt, floats, floatStride } = this.#places;
    const clamped = (row: number) => Math.min(this.#height - 1, Math.max(0, row));
    const { x, width } = this.source;
    const from = (clamped(top) - held.y) * held.width + x - held.x;
    const count = clamped(bottom) + 1 - clamped(top);
    copyRows(src, from, held.width, new Uint8Array(wasm.memory.buffer), srcAt, width, count);
    for (let row = top; row <= bottom; row++) {
      const bytes = srcAt + (clamped(row) - clamped(top)) * width;
      wasm.floatRow(bytes, width, this.#left, this.#right, floats + (row - top) * floatStride);
    }
  }

  #layOut(): Places {
    const layout = new Layout();
    const outputs = this.#across.at.length;
    const { at } = this.#down;
    let most = 0;
    for (let y = 0; y < at.length; y++) {
      most = Math.max(most, at[Math.min(at.length - 1, y + STRIP_ROWS + 1)]! - at[y]! + BEFORE + AFTER + 1);
    }
    const floatStride = Math.ceil((this.#columns + 4) / 4) * 4 * FLOAT_BYTES;
    const softStride = Math.ceil((outputs + 1) / 16) * 16 + 2 * SOFT_LEFT;
    const outStride = Math.ceil(this.#out.width / 16) * 16;
    const places = {
      at: layout.take(4 * (outputs + 4)),
      behind: layout.take(4 * (outputs + 4)),
      src: layout.take(this.source.width * most),
      floats: layout.take(floatStride * most),
      edges: layout.take(3 * floatStride * most),
      blended: layout.take(3 * floatStride),
      soft: layout.take(softStride * (STRIP_ROWS + 2)),
      out: layout.take(outStride * STRIP_ROWS),
    };
    return { ...places, floatStride, softStride, outStride, bytes: layout.bytes };
  }
}

/** Plane of any size to any size. For many frames of one size keep a `SpatialScaler` instead. */
export function spatial(plane: Uint8Array, from: Size, to: Size, sharpness = DEFAULT_SHARPNESS): Uint8Array {
  const out = new Uint8Array(to.width * to.height);
  new SpatialScaler(from, to, wholeOf(to), sharpness).run(plane, wholeOf(from), out);
  return out;
}

/** Outputs `out` to `out + length` of `to` and, where there are any, one before and one after. */
function sideOf(from: number, to: number, out: number, length: number): Side {
  const start = Math.max(0, out - 1);
  const count = Math.min(to, out + length + 1) - start;
  const places = Array.from({ length: count }, (_, i) => ((start + i + 0.5) * from) / to - 0.5);
  const at = Int32Array.from(places, Math.floor);
  const behind = Float32Array.from(places, (place) => place - Math.floor(place));
  const first = Math.min(from - 1, Math.max(0, at[0]! - BEFORE));
  const end = Math.max(first + 1, Math.min(from, at.at(-1)! + AFTER + 1));
  return { start, at, behind, first, end };
}
