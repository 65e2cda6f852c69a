/**
 * Chroma x2 by a plain bilinear filter. The eye and the codec both leave too little in chroma for a network to find.
 *
 * 4:2:0 with chroma between its four luma pixels (as libyuv's RGB conversion makes it): both grids then share one centre, and output
 * sample j sits at (j + .5) / 2 - .5 of the source, so every output is 3:1 between two neighbours, in each direction.
 *
 * @module
 */
import type { Size } from './types.ts';

/** `src` (tight, `size`) -> `out`, at most twice `size` each way (one less for odd frames). Exact integer rounding. */
export function chromaX2(src: Uint8Array, size: Size, out: Uint8Array, outSize: Size): void {
  const { width, height } = size;
  const mixed = new Uint16Array(width);
  for (let y = 0; y < outSize.height; y++) {
    const near = y >> 1;
    const far = clamp(near + (y & 1 ? 1 : -1), height - 1);
    const a = near * width;
    const b = far * width;
    for (let x = 0; x < width; x++) mixed[x] = 3 * src[a + x]! + src[b + x]!;
    mixRow(mixed, width, out, y * outSize.width, outSize.width);
  }
}

/** Row of 4x-scaled samples -> row of outputs; the two ends repeat their only neighbour. */
function mixRow(mixed: Uint16Array, width: number, out: Uint8Array, at: number, outWidth: number): void {
  let left = mixed[0]!;
  let here = left;
  const pairs = outWidth >> 1;
  for (let x = 0; x < pairs; x++) {
    const right = mixed[x + 1 < width ? x + 1 : width - 1]!;
    out[at + 2 * x] = (3 * here + left + 8) >> 4;
    out[at + 2 * x + 1] = (3 * here + right + 8) >> 4;
    left = here;
    here = right;
  }
  if (outWidth & 1) out[at + outWidth - 1] = (3 * here + left + 8) >> 4;
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : Math.min(value, max);
}
