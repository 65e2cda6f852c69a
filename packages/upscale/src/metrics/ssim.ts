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
  const meanA = blur(a, b, size, (p) => p);
  const meanB = blur(a, b, size, (_, q) => q);
  const squareA = blur(a, b, size, (p) => p * p);
  const squareB = blur(a, b, size, (_, q) => q * q);
  const cross = blur(a, b, size, (p, q) => p * q);
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const ma = meanA[i]!;
    const mb = meanB[i]!;
    const varA = squareA[i]! - ma * ma;
    const varB = squareB[i]! - mb * mb;
    const cov = cross[i]! - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (varA + varB + C2));
  }
  return sum / meanA.length;
}

/** Separable Gaussian of `of(a, b)`, only where the window fits: (width - 10) x (height - 10). */
function blur(a: Uint8Array, b: Uint8Array, size: Size, of: (p: number, q: number) => number): Float64Array {
  const { width, height } = size;
  const w = width - WINDOW + 1;
  const h = height - WINDOW + 1;
  const rows = new Float64Array(w * height);
  const values = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) values[x] = of(a[y * width + x]!, b[y * width + x]!);
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let k = 0; k < WINDOW; k++) sum += TAPS[k]! * values[x + k]!;
      rows[y * w + x] = sum;
    }
  }
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let k = 0; k < WINDOW; k++) {
      const tap = TAPS[k]!;
      for (let x = 0; x < w; x++) out[y * w + x] = out[y * w + x]! + tap * rows[(y + k) * w + x]!;
    }
  }
  return out;
}

function gaussian(count: number, sigma: number): Float64Array {
  const taps = Float64Array.from({ length: count }, (_, i) =>
    Math.exp(-((i - (count - 1) / 2) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((p, q) => p + q, 0);
  return taps.map((t) => t / sum);
}
