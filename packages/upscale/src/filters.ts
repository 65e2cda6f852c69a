/**
 * The classical filters every network is measured against, and bicubic as the resampler for targets other than x2.
 *
 * @module
 */
import { wholeOf } from './geometry.ts';
import { Resampler, wholeMapping } from './resample.ts';
import type { Kernel } from './taps.ts';
import type { Size } from './types.ts';

export const BILINEAR: Kernel = {
  name: 'bilinear',
  radius: 1,
  weight: (t) => Math.max(0, 1 - Math.abs(t)),
};

/** Catmull-Rom, a = -0.5 (Keys 1981). */
export const BICUBIC: Kernel = {
  name: 'bicubic',
  radius: 2,
  weight: (t) => {
    const d = Math.abs(t);
    if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
  },
};

export const LANCZOS3: Kernel = {
  name: 'lanczos3',
  radius: 3,
  weight: (t) => (Math.abs(t) < 3 ? sinc(t) * sinc(t / 3) : 0),
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** A plane to another size by a kernel. For many frames of one size keep a `Resampler` instead. */
export function resize(plane: Uint8Array, from: Size, to: Size, kernel: Kernel): Uint8Array {
  const out = new Uint8Array(to.width * to.height);
  new Resampler(wholeMapping(from, to), kernel).run(plane, wholeOf(from), out);
  return out;
}

export const bilinear = (plane: Uint8Array, from: Size, to: Size) => resize(plane, from, to, BILINEAR);
export const bicubic = (plane: Uint8Array, from: Size, to: Size) => resize(plane, from, to, BICUBIC);
export const lanczos3 = (plane: Uint8Array, from: Size, to: Size) => resize(plane, from, to, LANCZOS3);
