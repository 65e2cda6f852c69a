/**
 * Which part of the input a region of the target needs, so that only that part is worked on.
 *
 * ```
 *  target      region ──────────────┐
 *                                   │ resampler's reach (none when target = input x scale)
 *  scaled      needed ──────────────┤
 *                                   │ / scale, outward to whole cells of 2x2
 *  input       source ──────────────┤
 *                                   │ + halo, read by the runner, edges repeated
 *  input       what is read ────────┘
 * ```
 *
 * @module
 */
import type { Region, Size } from './types.ts';

/** Networks work in cells of 2x2 input pixels: an odd side grows by one repeated pixel. */
export const CELL_PX = 2;

/** `size` with odd sides grown by one. */
export function evenSize({ width, height }: Size): Size {
  return { width: width + (width & 1), height: height + (height & 1) };
}

export function wholeOf({ width, height }: Size): Region {
  return { x: 0, y: 0, width, height };
}

export function sameRegion(a: Region, b: Region): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** A region multiplied by a whole number. */
export function scaleRegion({ x, y, width, height }: Region, by: number): Region {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}

/**
 * The smallest rectangle of whole cells of `evenSize(input)` whose pixels, multiplied by `scale`, cover `needed` (a rectangle of the scaled
 * picture). Without the network's halo.
 */
export function networkSource(input: Size, scale: number, needed: Region): Region {
  const across = sourceSpan(needed.x, needed.width, scale);
  const down = sourceSpan(needed.y, needed.height, scale);
  const even = evenSize(input);
  const width = Math.min(even.width - across.start, across.length);
  const height = Math.min(even.height - down.start, down.length);
  return { x: across.start, y: down.start, width, height };
}

function sourceSpan(start: number, length: number, scale: number): { start: number; length: number } {
  const cell = scale * CELL_PX;
  const first = Math.floor(start / cell);
  const end = Math.ceil((start + length) / cell);
  return { start: first * CELL_PX, length: (end - first) * CELL_PX };
}
