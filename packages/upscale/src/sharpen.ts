import type { Size } from './types.ts';

/** Beyond 1/4 - 1/16 the four-neighbour kernel would amplify noise without bound (FSR1's RCAS). */
const LIMIT = 0.25 - 1 / 16;

/**
 * Contrast-adaptive sharpening after FSR1's RCAS: each pixel gets as large a negative weight for its four neighbours as
 * cannot push the result out of 0..255. Edges repeat.
 *
 * @param sharpness 0..1; each step of .5 down halves the effect
 */
export function sharpen(plane: Uint8Array, { width, height }: Size, sharpness: number): Uint8Array {
  const out = new Uint8Array(plane.length);
  const strength = 2 ** (-2 * (1 - Math.min(1, Math.max(0, sharpness))));
  for (let y = 0, at = 0; y < height; y++) {
    const up = y > 0 ? -width : 0;
    const down = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++, at++) {
      const n = plane[at + up]! / 255;
      const s = plane[at + down]! / 255;
      const w = plane[x > 0 ? at - 1 : at]! / 255;
      const e = plane[x < width - 1 ? at + 1 : at]! / 255;
      const low = Math.min(n, s, w, e);
      const high = Math.max(n, s, w, e);
      const toBlack = high > 0 ? low / (4 * high) : 0;
      const toWhite = low < 1 ? (1 - high) / (4 * low - 4) : 0;
      const lobe = Math.max(-LIMIT, Math.min(0, Math.max(-toBlack, toWhite))) * strength;
      out[at] = Math.round((255 * (lobe * (n + s + w + e) + plane[at]! / 255)) / (4 * lobe + 1));
    }
  }
  return out;
}
