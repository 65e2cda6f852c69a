/**
 * Rows of the quality table: means over the frames of one set, degradation and method.
 * @module
 */
import { flicker, gmsd, psnr, type Size, ssim } from '@p2c2g/upscale';

export interface QualityRow {
  readonly set: string;
  readonly degradation: string;
  readonly method: string;
  /** Mean of the frames' dB. Equal frames count as `EQUAL_DB`. */
  readonly psnrY: number;
  readonly ssim: number;
  readonly gmsd: number;
  /** Frames measured. */
  readonly n: number;
  /** Where there are successive frames: in steps of 255, see the metric. */
  readonly flicker?: number;
}

/** Infinity has no mean, and no place in JSON. */
const EQUAL_DB = 100;

interface Sums {
  psnrY: number;
  ssim: number;
  gmsd: number;
  n: number;
  flicker: number;
  flickers: number;
  last?: { shown: Uint8Array; reference: Uint8Array };
}

/** One set in one degradation; methods keep the order in which they first come. */
export class Tally {
  readonly #set: string;
  readonly #degradation: string;
  readonly #sums = new Map<string, Sums>();

  constructor(set: string, degradation: string) {
    this.#set = set;
    this.#degradation = degradation;
  }

  /** Luma planes of `size`. `follows`: the frame before is what this method was given last. */
  add(method: string, shown: Uint8Array, reference: Uint8Array, size: Size, follows: boolean): void {
    const sums = this.#sums.get(method) ?? { psnrY: 0, ssim: 0, gmsd: 0, n: 0, flicker: 0, flickers: 0 };
    this.#sums.set(method, sums);
    sums.psnrY += Math.min(EQUAL_DB, psnr(shown, reference, size));
    sums.ssim += ssim(shown, reference, size);
    sums.gmsd += gmsd(shown, reference, size);
    sums.n += 1;
    if (follows && sums.last) {
      sums.flicker += flicker([sums.last.shown, shown], [sums.last.reference, reference], size);
      sums.flickers += 1;
    }
    // An engine's planes are overwritten by its next frame.
    sums.last = { shown: shown.slice(), reference };
  }

  rows(): QualityRow[] {
    return [...this.#sums].map(([method, sums]) => ({
      set: this.#set,
      degradation: this.#degradation,
      method,
      psnrY: mean(sums.psnrY, sums.n, 3),
      ssim: mean(sums.ssim, sums.n, 5),
      gmsd: mean(sums.gmsd, sums.n, 5),
      n: sums.n,
      ...(sums.flickers > 0 ? { flicker: mean(sums.flicker, sums.flickers, 4) } : {}),
    }));
  }
}

function mean(sum: number, count: number, digits: number): number {
  return Number((sum / count).toFixed(digits));
}
