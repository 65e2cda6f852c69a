/**
 * A picture by the means of some hundred cells. Codecs keep means well even where they lose all detail, so two pictures of the same thing have
 * nearly the same sketch, whatever streams and networks they came through.
 *
 * @module
 */
import { chromaSide } from './frame.ts';
import { wholeOf } from './geometry.ts';
import { Resampler } from './resample.ts';
import { BOX } from './taps.ts';
import type { I420Frame, Size } from './types.ts';

/** Cells across and down: a thousandth of the picture each, which is a small sign on a wall. */
const MOST_CELLS: Size = { width: 32, height: 18 };
/** A cell is never smaller, in luma pixels a side. */
const LEAST_CELL = 4;

/** Mean levels of the cells, row by row: of each plane as many. */
export interface Sketch {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** Cells of pictures that are to be compared with one of this size. */
export function cellsOf({ width, height }: Size): Size {
  return {
    width: Math.max(1, Math.min(MOST_CELLS.width, Math.floor(width / LEAST_CELL))),
    height: Math.max(1, Math.min(MOST_CELLS.height, Math.floor(height / LEAST_CELL))),
  };
}

/** Which rows are looked at: one in `step`, from `first` on. */
export interface RowSample {
  readonly step: number;
  readonly first: number;
}

/** Sampled rows that a cell still has. */
const ROWS_OF_CELL = 4;

/** How many rows of such pictures one may pass over for each that is looked at. */
export const rowStep = (size: Size, cells: Size): number =>
  Math.max(1, Math.floor(size.height / (cells.height * ROWS_OF_CELL)));

/** A plan for pictures of one size: build once, run for every frame. */
export class Sketcher {
  readonly #luma: PlaneSketcher;
  readonly #chroma: PlaneSketcher;

  /** @param sample of luma; of chroma, which has half of the rows, half as many are passed over */
  constructor(size: Size, cells: Size, { step, first }: RowSample = { step: 1, first: 0 }) {
    const half = Math.max(1, step >> 1);
    this.#luma = new PlaneSketcher(size, cells, { step, first });
    this.#chroma = new PlaneSketcher(chromaOf(size), cells, { step: half, first: first % half });
  }

  sketch({ y, u, v }: I420Frame): Sketch {
    return { y: this.#luma.sketch(y), u: this.#chroma.sketch(u), v: this.#chroma.sketch(v) };
  }
}

class PlaneSketcher {
  readonly #size: Size;
  readonly #cells: Size;
  readonly #from: number;
  readonly #resampler: Resampler;

  constructor({ width, height }: Size, cells: Size, { step, first }: RowSample) {
    // Rows side by side: of each so wide row only the beginning is read.
    this.#size = { width: width * step, height: Math.floor((height - first - 1) / step) + 1 };
    this.#cells = cells;
    this.#from = first * width;
    const stepX = width / cells.width;
    const stepY = this.#size.height / cells.height;
    const from = { width, height: this.#size.height };
    this.#resampler = new Resampler({ from, stepX, stepY, out: wholeOf(cells) }, BOX);
  }

  sketch(plane: Uint8Array): Uint8Array {
    const cells = new Uint8Array(this.#cells.width * this.#cells.height);
    this.#resampler.run(plane.subarray(this.#from), wholeOf(this.#size), cells);
    return cells;
  }
}

const chromaOf = ({ width, height }: Size): Size => ({
  width: chromaSide(width),
  height: chromaSide(height),
});
