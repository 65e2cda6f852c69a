/**
 * A large rectangle in strips, so that a network's memory stays bounded: 64 channels of fp32 for 1280x720 at once would be 236 MB a layer.
 *
 * @module
 */
import { evenSize } from '../geometry.ts';
import type { Region, Size } from '../types.ts';

/** 640x512: one run for every usual input, 84 MB a layer of 64 channels, below WebGPU's default of 128 MiB a binding. */
const MAX_RUN_PX = 640 * 512;

export interface Strip {
  /** What the network is given. */
  read: Region;
  /** What of its picture is kept. Even rows. */
  keep: Region;
}

/**
 * Strips of `source` from top to bottom. Each reads `haloPx` beyond what it keeps, but not beyond the frame: the network's own zero
 * padding then falls where it falls for the whole frame, and all strips together have the very pixels of one run.
 */
export function stripsOf(source: Region, input: Size, haloPx: number): Strip[] {
  const frame = evenSize(input);
  const left = Math.max(0, source.x - haloPx);
  const width = Math.min(frame.width, source.x + source.width + haloPx) - left;
  const rows = Math.max(2, (Math.floor(MAX_RUN_PX / width) - 2 * haloPx) & ~1);
  const strips: Strip[] = [];
  const bottom = source.y + source.height;
  for (let y = source.y; y < bottom; y += rows) {
    const height = Math.min(rows, bottom - y);
    const top = Math.max(0, y - haloPx);
    strips.push({
      read: { x: left, y: top, width, height: Math.min(frame.height, y + height + haloPx) - top },
      keep: { x: source.x, y, width: source.width, height },
    });
  }
  return strips;
}
