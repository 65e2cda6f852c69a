/**
 * What has changed from one frame to the next.
 * @module
 */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Codecs work in squares of this size. */
const BLOCK_PX = 16;

/** The smallest box of whole blocks that holds every changed pixel of brightness; undefined when none changed. */
export function changedBox(before: Uint8Array, after: Uint8Array, { width, height }: Size): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (before[y * width + x] === after[y * width + x]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return undefined;
  const x = left - (left % BLOCK_PX);
  const y = top - (top % BLOCK_PX);
  const up = (end: number) => Math.ceil((end + 1) / BLOCK_PX) * BLOCK_PX;
  return { x, y, width: up(right) - x, height: up(bottom) - y };
}

/**
 * A box of one size for every frame, around what changes in it: an encoder's pictures cannot change size without a key frame. A frame without
 * changes keeps the last place.
 */
export function steadyBoxes(frames: readonly Uint8Array[], size: Size): Box[] {
  const changed = frames.slice(1).map((frame, i) => changedBox(frames[i]!, frame, size));
  const found = changed.filter((box) => box !== undefined);
  const width = Math.min(size.width, Math.max(BLOCK_PX, ...found.map((box) => box.width)));
  const height = Math.min(size.height, Math.max(BLOCK_PX, ...found.map((box) => box.height)));
  let place = found[0] ?? { x: 0, y: 0 };
  return [found[0], ...changed].map((box) => {
    place = box ?? place;
    return {
      x: Math.min(place.x, size.width - width),
      y: Math.min(place.y, size.height - height),
      width,
      height,
    };
  });
}
