/**
 * Square power-of-two textures with all their mip levels in one array.
 * @module
 */
import { clamp } from './numbers.ts';

/** A texel is packed little-endian RGBA: `0xAABBGGRR`. Alpha below 128 is a hole. */
export interface Texture {
  readonly size: number;
  readonly log2: number;
  readonly texels: Uint32Array;
  /** Where level `l` (size `size >> l`) starts in `texels`. */
  readonly offsets: Int32Array;
  readonly levels: number;
}

/** Packs a colour with channels 0…255 (clamped). */
export function pack(r: number, g: number, b: number, a = 255): number {
  const c = (v: number) => clamp(Math.round(v), 0, 255);
  return (c(r) | (c(g) << 8) | (c(b) << 16) | (c(a) << 24)) >>> 0;
}

/**
 * Paints a texture and derives its mips by 2x2 box averages.
 * @param paint colour at (u, v) in 0…1, taken at texel centres
 */
export function makeTexture(
  size: number,
  paint: (u: number, v: number, x: number, y: number) => number,
): Texture {
  const log2 = 31 - Math.clz32(size);
  const offsets = new Int32Array(log2 + 1);
  let total = 0;
  for (let l = 0; l <= log2; l++) {
    offsets[l] = total;
    total += (size >> l) * (size >> l);
  }
  const texels = new Uint32Array(total);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) texels[i] = paint((x + 0.5) / size, (y + 0.5) / size, x, y);
  }
  for (let l = 1; l <= log2; l++) shrink(texels, offsets[l - 1]!, offsets[l]!, size >> l);
  return { size, log2, texels, offsets, levels: log2 + 1 };
}

function shrink(texels: Uint32Array, from: number, to: number, size: number): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let k = 0; k < 4; k++) {
        const t = texels[from + (2 * y + (k >> 1)) * size * 2 + 2 * x + (k & 1)]!;
        const w = (t >>> 24) + 1; // holes carry no colour, yet an all-hole texel needs some
        r += (t & 255) * w;
        g += ((t >>> 8) & 255) * w;
        b += ((t >>> 16) & 255) * w;
        a += w;
      }
      // Thin bars would vanish in far mips; a mild push of alpha keeps fences and leaves standing.
      texels[to + y * size + x] = pack(r / a, g / a, b / a, (a / 4 - 1) * 1.12);
    }
  }
}
