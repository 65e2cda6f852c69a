/**
 * Tells pictures that are not of the captured frame: another one, an old one, black, noise, or with something put into them. Made small again, a
 * helper's picture must be the frame that it was made from, but for what two streams and a network lose; and those lose detail, not means.
 *
 * Figures are in levels of 8 bits. They were found on games of several kinds, coded twice: with a fifth of a good line's bits and a cut every
 * other frame, 98 of 100 cells are within 7.3 levels and the root mean square is 17; a frame of a moving game that is one frame old
 * has them at 28 to 57 levels.
 * @module
 */
import { cellsOf, type I420Frame, rowStep, type Size, type Sketch, Sketcher } from '@p2c2g/upscale';

/** A cell that is so far off shows something else. */
const WRONG_CELL = 24;
/** Share of a picture's cells, and the least number of them, from which on it is another picture. */
const WRONG_SHARE = 0.02;
const WRONG_CELLS = 3;
/** Root mean square over all pixels: twice what the worst honest one had. */
const WRONG_RMS = 34;
/** Shares of a good line's bits, in halvings, down to which the above holds; with fewer, each of them allows as much again. */
const FULL_TRUST_HALVINGS = 2.4;
/** It looks so much more like another frame, in mean levels and by factor, that it is that one. */
const OTHER_FRAME_NEARER = 1.5;
const OTHER_FRAME_FACTOR = 2;
/** Frames remembered to compare with: a second at 60 fps. */
const REMEMBERED = 60;

/** Rows of a picture, as shares of its height. */
export interface RowShare {
  readonly from: number;
  readonly to: number;
}

const WHOLE: RowShare = { from: 0, to: 1 };

export class PictureJudge {
  readonly #cells: Size;
  readonly #size: Size;
  readonly #step: number;
  readonly #first: number;
  readonly #sketcher: Sketcher;
  readonly #codedShare: () => number;
  /** Sketches of captured frames that were looked at, oldest first; the newest is at the end. */
  readonly #former = new Map<number, Sketch>();
  #frameId = -1;
  #difference: Sketch | undefined;
  #rows: readonly number[] = [];

  /**
   * @param input size of captured frames
   * @param codedShare of the bits that the stream has on a good line, now
   * @param random from 0 up to 1: which rows are looked at is nobody else's to know
   */
  constructor(input: Size, codedShare: () => number, random: () => number = Math.random) {
    this.#size = input;
    this.#codedShare = codedShare;
    this.#cells = cellsOf(input);
    this.#step = rowStep(input, this.#cells);
    this.#first = Math.floor(random() * this.#step);
    this.#sketcher = new Sketcher(input, this.#cells, { step: this.#step, first: this.#first });
  }

  /** Looks at a picture of the next frame. @param difference `128 + captured - shrunk(picture)` */
  look(frameId: number, captured: I420Frame, difference: I420Frame): void {
    this.#frameId = frameId;
    this.#former.delete(frameId);
    this.#former.set(frameId, this.#sketcher.sketch(captured));
    if (this.#former.size > REMEMBERED) this.#former.delete(this.#former.keys().next().value!);
    this.#difference = this.#sketcher.sketch(difference);
    this.#rows = this.#squares(difference.y);
  }

  /** Whether these rows of the picture that was looked at last show something else than the captured frame. */
  isWrong(rows: RowShare = WHOLE): boolean {
    const { width, height } = this.#cells;
    const from = Math.ceil(rows.from * height) * width;
    const to = Math.floor(rows.to * height) * width;
    const slack = this.#slack();
    return (
      hasOtherThings(this.#difference!, from, to, slack) ||
      this.#rms(rows) > WRONG_RMS * slack ||
      (slack === 1 && this.#isOtherFrame(from, to))
    );
  }

  /**
   * Whether a second picture of a frame that was looked at shows something else: by what is left of that frame.
   * @param shrunk the picture at the captured frame's size
   * @returns undefined where the frame was not looked at, or too long ago
   */
  isOtherThing(frameId: number, shrunk: I420Frame): boolean | undefined {
    const captured = this.#former.get(frameId);
    if (!captured) return undefined;
    const picture = this.#sketcher.sketch(shrunk);
    const minus = (a: Uint8Array, b: Uint8Array) =>
      Uint8ClampedArray.from(a, (level, i) => 128 + level - b[i]!);
    const { y, u, v } = captured;
    const difference = { y: minus(y, picture.y), u: minus(u, picture.u), v: minus(v, picture.v) };
    return hasOtherThings(difference, 0, y.length, this.#slack());
  }

  /** How much more than usual is put down to the stream. */
  #slack(): number {
    return Math.max(1, -Math.log2(this.#codedShare()) - FULL_TRUST_HALVINGS + 1);
  }

  /** Mean squares of the rows that are looked at. */
  #squares(difference: Uint8Array): number[] {
    const { width, height } = this.#size;
    const rows: number[] = [];
    for (let y = this.#first; y < height; y += this.#step) {
      let sum = 0;
      for (let i = y * width; i < (y + 1) * width; i += 1) sum += (difference[i]! - 128) ** 2;
      rows.push(sum / width);
    }
    return rows;
  }

  #rms({ from, to }: RowShare): number {
    const rows = this.#rows.slice(Math.floor(from * this.#rows.length), Math.ceil(to * this.#rows.length));
    return Math.sqrt(rows.reduce((sum, square) => sum + square, 0) / Math.max(1, rows.length));
  }

  /** One that was looked at before: what comes late, or again and again, looks good and is old. */
  #isOtherFrame(from: number, to: number): boolean {
    const own = meanOf(from, to, (i) => Math.abs(this.#difference!.y[i]! - 128));
    if (own <= OTHER_FRAME_NEARER) return false;
    const picture = this.#former
      .get(this.#frameId)!
      .y.map((level, i) => level - this.#difference!.y[i]! + 128);
    return [...this.#former].some(([frameId, { y }]) => {
      if (frameId === this.#frameId) return false;
      const apart = meanOf(from, to, (i) => Math.abs(picture[i]! - y[i]!));
      return own > OTHER_FRAME_FACTOR * apart && own > apart + OTHER_FRAME_NEARER;
    });
  }
}

/** Whether too many of these cells show something else. */
function hasOtherThings(
  { y, u, v }: Record<'y' | 'u' | 'v', ArrayLike<number>>,
  from: number,
  to: number,
  slack: number,
): boolean {
  const least = Math.max(WRONG_CELLS, WRONG_SHARE * (to - from));
  let wrong = 0;
  for (let i = from; i < to; i += 1) {
    const off = Math.max(Math.abs(y[i]! - 128), Math.abs(u[i]! - 128), Math.abs(v[i]! - 128));
    if (off > WRONG_CELL * slack) wrong += 1;
  }
  return wrong >= least;
}

function meanOf(from: number, to: number, of: (i: number) => number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += of(i);
  return sum / Math.max(1, to - from);
}
