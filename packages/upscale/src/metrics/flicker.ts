import type { Size } from '../types.ts';
import { checkPlanes } from './planes.ts';

/**
 * How much change between two successive frames the upscaler adds to the change that is really there, in 8-bit steps (0 = none):
 * the root mean square of `(out[t] - out[t-1]) - (ref[t] - ref[t-1])`. Motion cancels, since the reference moves alike; shimmer and codec
 * pumping stay.
 */
export function flicker(
  out: readonly [before: Uint8Array, now: Uint8Array],
  reference: readonly [before: Uint8Array, now: Uint8Array],
  size: Size,
): number {
  checkPlanes(size, 1, ...out, ...reference);
  let sum = 0;
  for (let i = 0; i < out[0].length; i++) {
    const d = out[1][i]! - out[0][i]! - (reference[1][i]! - reference[0][i]!);
    sum += d * d;
  }
  return Math.sqrt(sum / out[0].length);
}
