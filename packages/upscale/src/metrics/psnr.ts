import type { Size } from '../types.ts';
import { checkPlanes } from './planes.ts';

/** Peak signal-to-noise ratio of two luma planes in dB: `10 log10(255² / mse)`. Infinity for equal planes. */
export function psnr(a: Uint8Array, b: Uint8Array, size: Size): number {
  checkPlanes(size, 1, a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    sum += d * d;
  }
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 * 255 * a.length) / sum);
}
