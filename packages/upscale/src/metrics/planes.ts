/**
 * What the metrics share: checked pairs of planes of 8-bit luma.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';
import type { Size } from '../types.ts';

/** Throws `P2C2G_UPSCALE_BAD_FRAME` unless every plane has exactly `size`'s pixels and each side at least `minSidePx`. */
export function checkPlanes(size: Size, minSidePx: number, ...planes: Uint8Array[]): void {
  const length = size.width * size.height;
  if (Math.min(size.width, size.height) < minSidePx) {
    throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', `a metric needs sides of at least ${minSidePx} px`);
  }
  for (const plane of planes) {
    if (plane.length !== length) {
      throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', `a plane needs ${length} bytes, has ${plane.length}`);
    }
  }
}
