import type { I420Frame, Size } from '@p2c2g/upscale';

/** Places are tried at this distance. */
const GRID_PX = 20;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Upper left corner, even, of the rectangle of size `cut` with the most detail: the largest sum of differences between
 * neighbours. Upscalers differ there, and agree on walls and sky. Places that overlap one of `seen` are passed over while there are others:
 * a game's score stands on every frame.
 */
export function busiestPlace(frame: I420Frame, cut: Size, seen: readonly Place[] = []): Place {
  let best = { x: 0, y: 0, detail: -1 };
  for (let y = 0; y + cut.height <= frame.height; y += GRID_PX) {
    for (let x = 0; x + cut.width <= frame.width; x += GRID_PX) {
      const known = seen.some(
        (place) => Math.abs(place.x - x) < cut.width && Math.abs(place.y - y) < cut.height,
      );
      const detail = known ? 0 : detailIn(frame, x, y, cut);
      if (detail > best.detail) best = { x, y, detail };
    }
  }
  return { x: best.x, y: best.y };
}

function detailIn({ y: luma, width }: I420Frame, left: number, top: number, cut: Size): number {
  let sum = 0;
  for (let y = top; y < top + cut.height - 1; y++) {
    for (let i = y * width + left, end = i + cut.width - 1; i < end; i++) {
      sum += Math.abs(luma[i + 1]! - luma[i]!) + Math.abs(luma[i + width]! - luma[i]!);
    }
  }
  return sum;
}
