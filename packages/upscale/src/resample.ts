/**
 * A separable resampler for 8-bit planes, any size to any size, with whole-number taps (`taps.ts`): first across, then down, in strips of a
 * few dozen rows, so that what lies between the two passes stays in the processor's cache. Edges repeat; flat areas stay exactly flat.
 *
 * @module
 */
import { wholeOf } from './geometry.ts';
import { type KernelExports, kernels, Layout } from './kernels.ts';
import { copyRows } from './rows.ts';
import { type Kernel, planTaps, type Taps } from './taps.ts';
import type { Region, Size } from './types.ts';

export type { Kernel } from './taps.ts';

/** Where the outputs lie in the source. */
export interface Mapping {
  from: Size;
  /** Source samples from one output to the next. */
  stepX: number;
  stepY: number;
  /** The rectangle of outputs that is made. */
  out: Region;
}

/** All of a picture of size `to` from all of one of size `from`. */
export function wholeMapping(from: Size, to: Size): Mapping {
  return { from, stepX: from.width / to.width, stepY: from.height / to.height, out: wholeOf(to) };
}

/** Rows of output made at once. At 1280 pixels a strip of both pictures and the middle is 200 KB. */
const STRIP_ROWS = 48;
/** The kernels write whole vectors. */
const LANES = 16;

/** Addresses in the kernels' memory. */
interface Places {
  bytes: number;
  src: number;
  row: number;
  middle: number;
  out: number;
  first: number;
  across: number;
  index: number;
  down: number;
}

/** A plan for one mapping: build once, run for every frame. */
export class Resampler {
  /** What it reads: a rectangle of `from`. */
  readonly source: Region;
  readonly #out: Size;
  /** `#out.width` in whole vectors. */
  readonly #stride: number;
  readonly #left: number;
  readonly #right: number;
  readonly #across: Taps;
  readonly #down: Taps;
  /** Row of `source` of every tap of every output row, edges repeated. */
  readonly #rows: Int32Array;
  readonly #places: Places;

  constructor({ from, stepX, stepY, out }: Mapping, kernel: Kernel) {
    this.#out = { width: out.width, height: out.height };
    this.#stride = Math.ceil(out.width / LANES) * LANES;
    this.#across = planTaps(stepX, kernel, out.x, out.width);
    this.#down = planTaps(stepY, kernel, out.y, out.height);
    const across = span(this.#across, from.width);
    const down = span(this.#down, from.height);
    this.source = { x: across.first, y: down.first, width: across.length, height: down.length };
    this.#left = across.first - this.#across.first[0]!;
    this.#right = Math.max(0, across.end - from.width);
    this.#across = relative(this.#across, across.first - this.#left, this.#stride);
    this.#rows = rowsOf(this.#down, this.source.y, from.height);
    this.#places = this.#layOut();
  }

  /** `src` is a tight plane that holds the rectangle `held` of the source picture, at least `source`; `out` is tight, of the size asked for. */
  run(src: Uint8Array, held: Region, out: Uint8Array): void {
    const wasm = kernels(this.#places.bytes);
    const { first, across } = this.#places;
    new Int32Array(wasm.memory.buffer, first, this.#across.first.length).set(this.#across.first);
    new Int16Array(wasm.memory.buffer, across, this.#across.weight.length).set(this.#across.weight);
    for (let y = 0; y < this.#out.height; y += STRIP_ROWS) {
      this.#strip(wasm, y, Math.min(STRIP_ROWS, this.#out.height - y), src, held, out);
    }
  }

  #strip(wasm: KernelExports, y: number, rows: number, src: Uint8Array, held: Region, out: Uint8Array): void {
    const at = this.#places;
    const { count } = this.#down;
    const memory = new Uint8Array(wasm.memory.buffer);
    const index = this.#rows.subarray(y * count, (y + rows) * count);
    const top = index[0]!;
    const needed = index.at(-1)! + 1 - top;
    this.#copyIn(memory, src, held, top, needed);
    wasm.resampleAcross(
      at.src,
      this.source.width,
      needed,
      at.row,
      this.#left,
      this.#right,
      at.first,
      at.across,
      this.#across.count,
      at.middle,
      this.#stride,
    );
    new Int32Array(wasm.memory.buffer, at.index, index.length).set(index.map((row) => row - top));
    new Int16Array(wasm.memory.buffer, at.down, index.length).set(
      this.#down.weight.subarray(y * count, (y + rows) * count),
    );
    wasm.resampleDown(at.middle, this.#stride, at.index, at.down, count, at.out, rows);
    copyRows(memory, at.out, this.#stride, out, y * this.#out.width, this.#out.width, rows);
  }

  #copyIn(memory: Uint8Array, src: Uint8Array, held: Region, top: number, rows: number): void {
    const from = (this.source.y + top - held.y) * held.width + this.source.x - held.x;
    copyRows(src, from, held.width, memory, this.#places.src, this.source.width, rows);
  }

  #layOut(): Places {
    const layout = new Layout();
    const { count } = this.#down;
    let most = 0;
    for (let y = 0; y < this.#out.height; y += STRIP_ROWS) {
      const last = Math.min(y + STRIP_ROWS, this.#out.height) * count - 1;
      most = Math.max(most, this.#rows[last]! + 1 - this.#rows[y * count]!);
    }
    const wide = this.source.width + this.#left + this.#right + this.#across.count + LANES;
    const places = {
      src: layout.take(this.source.width * most),
      row: layout.take(2 * wide),
      middle: layout.take(2 * this.#stride * most),
      out: layout.take(this.#stride * STRIP_ROWS),
      first: layout.take(this.#across.first.byteLength),
      across: layout.take(this.#across.weight.byteLength),
      index: layout.take(4 * STRIP_ROWS * count),
      down: layout.take(2 * STRIP_ROWS * count),
    };
    return { ...places, bytes: layout.bytes };
  }
}

/** Which samples of a side of `length` are read, and where the last output's taps end, which may be beyond. */
function span({ first, count }: Taps, length: number): { first: number; length: number; end: number } {
  const end = first.at(-1)! + count;
  const start = Math.min(length - 1, Math.max(0, first[0]!));
  return { first: start, length: Math.max(1, Math.min(length, end) - start), end };
}

/** The same taps with indices counted from `origin`, and harmless outputs up to a whole vector. */
function relative({ count, first, weight }: Taps, origin: number, outputs: number): Taps {
  const padded = { count, first: new Int32Array(outputs), weight: new Int16Array(outputs * count) };
  padded.first.set(first.map((from) => from - origin));
  padded.weight.set(weight);
  return padded;
}

function rowsOf({ count, first }: Taps, origin: number, height: number): Int32Array {
  return Int32Array.from({ length: first.length * count }, (_, i) => {
    const row = first[Math.floor(i / count)]! + (i % count);
    return Math.min(height - 1, Math.max(0, row)) - origin;
  });
}
