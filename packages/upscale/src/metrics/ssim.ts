import type { Size } from '../types.ts';
import { checkPlanes } from './planes.ts';

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
const WINDOW = 11;
const TAPS = gaussian(WINDOW, 1.5);

/**
 * Mean structural similarity, -1..1 (1 = equal): 11x11 Gaussian window, sigma 1.5, windows wholly inside the picture.
 * Wang, Bovik, Sheikh, Simoncelli 2004. Each side must be at least 11 px.
 */
export function ssim(a: Uint8Array, b: Uint8Array, size: Size): number {
  checkPlanes(size, WINDOW, a, b);
  const { width, height } = size;
  const w = width - WINDOW + 1;
  const h = height - WINDOW + 1;
  const moments = new Moments(width);
  let sum = 0;
  for (let y = 0; y < h; y++) {
    moments.gather(a, b, y * width);
    for (let x = 0; x < w; x++) sum += moments.similarityAt(x);
  }
  return sum / (w * h);
}

/**
 * The five Gaussian-weighted moments of two pictures, a row of windows at a time: first down the columns, then across. Rows are kept
 * instead of planes, so that everything stays in the processor's cache.
 */
class Moments {
  readonly #width: number;
  readonly #a: Float64Array;
  readonly #b: Float64Array;
  readonly #aa: Float64Array;
  readonly #bb: Float64Array;
  readonly #ab: Float64Array;

  constructor(width: number) {
    this.#width = width;
    this.#a = new Float64Array(width);
    this.#b = new Float64Array(width);
    this.#aa = new Float64Array(width);
    this.#bb = new Float64Array(width);
    this.#ab = new Float64Array(width);
  }

  /** Columns of the windows whose first row starts at `from`. */
  gather(a: Uint8Array, b: Uint8Array, from: number): void {
    const width = this.#width;
    for (const row of [this.#a, this.#b, this.#aa, this.#bb, this.#ab]) row.fill(0);
    for (let k = 0, at = from; k < WINDOW; k++, at += width) this.#addRow(a, b, at, TAPS[k]!);
  }

  #addRow(a: Uint8Array, b: Uint8Array, at: number, tap: number): void {
    const [sa, sb, saa, sbb, sab] = [this.#a, this.#b, this.#aa, this.#bb, this.#ab];
    for (let x = 0; x < this.#width; x++) {
      const p = a[at + x]!;
      const q = b[at + x]!;
      sa[x] = sa[x]! + tap * p;
      sb[x] = sb[x]! + tap * q;
      saa[x] = saa[x]! + tap * (p * p);
      sbb[x] = sbb[x]! + tap * (q * q);
      sab[x] = sab[x]! + tap * (p * q);
    }
  }

  similarityAt(x: number): number {
    let [ma, mb, aa, bb, ab] = [0, 0, 0, 0, 0];
    for (let k = 0; k < WINDOW; k++) {
      const tap = TAPS[k]!;
      ma += tap * this.#a[x + k]!;
      mb += tap * this.#b[x + k]!;
      aa += tap * this.#aa[x + k]!;
      bb += tap * this.#bb[x + k]!;
      ab += tap * this.#ab[x + k]!;
    }
    const luminance = (2 * ma * mb + C1) / (ma * ma + mb * mb + C1);
    return (luminance * (2 * (ab - ma * mb) + C2)) / (aa - ma * ma + (bb - mb * mb) + C2);
  }
}

function gaussian(count: number, sigma: number): Float64Array {
  const taps = Float64Array.from({ length: count }, (_, i) =>
    Math.exp(-((i - (count - 1) / 2) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((p, q) => p + q, 0);
  return taps.map((t) => t / sum);
}
