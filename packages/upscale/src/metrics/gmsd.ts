import type { Size } from '../types.ts';
import { checkPlanes } from './planes.ts';

/** For 8-bit luma, from the paper. */
const C = 170;

/**
 * Gradient magnitude similarity deviation, 0 = equal, lower is better; about .03 to .1 for upscaled game frames.
 * Halved by 2x2 means first, then Prewitt gradients. Xue, Zhang, Mou, Bovik 2014. Each side must be at least 6 px.
 */
export function gmsd(a: Uint8Array, b: Uint8Array, size: Size): number {
  checkPlanes(size, 6, a, b);
  const width = size.width >> 1;
  const height = size.height >> 1;
  const ga = gradient(halve(a, size), width, height);
  const gb = gradient(halve(b, size), width, height);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < ga.length; i++) {
    const similarity = (2 * ga[i]! * gb[i]! + C) / (ga[i]! ** 2 + gb[i]! ** 2 + C);
    sum += similarity;
    squares += similarity * similarity;
  }
  const mean = sum / ga.length;
  return Math.sqrt(Math.max(0, squares / ga.length - mean * mean));
}

function halve(plane: Uint8Array, { width, height }: Size): Float64Array {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      out[y * w + x] = (plane[i]! + plane[i + 1]! + plane[i + width]! + plane[i + width + 1]!) / 4;
    }
  }
  return out;
}

/** Prewitt magnitude, taps of 1/3, inner pixels only: (width - 2) x (height - 2). */
function gradient(p: Float64Array, width: number, height: number): Float64Array {
  const w = width - 2;
  const out = new Float64Array(w * (height - 2));
  const row = (at: number) => p[at]! + p[at + 1]! + p[at + 2]!;
  for (let y = 0; y < height - 2; y++) {
    for (let x = 0, a = y * width; x < w; x++, a++) {
      const b = a + width;
      const c = b + width;
      const across = p[a + 2]! + p[b + 2]! + p[c + 2]! - (p[a]! + p[b]! + p[c]!);
      const down = row(c) - row(a);
      // Not Math.hypot, which guards against overflow and takes ten times as long.
      out[y * w + x] = Math.sqrt(across * across + down * down) / 3;
    }
  }
  return out;
}
