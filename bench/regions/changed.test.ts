import { describe, expect, it } from 'vitest';
import { changedBox, steadyBoxes } from './changed.ts';

const SIZE = { width: 64, height: 48 };

/** Black but for those pixels. */
function frameWith(...lit: readonly (readonly [x: number, y: number])[]): Uint8Array {
  const frame = new Uint8Array((SIZE.width * SIZE.height * 3) / 2);
  for (const [x, y] of lit) frame[y * SIZE.width + x] = 200;
  return frame;
}

describe('changedBox', () => {
  it('holds every changed pixel in whole blocks', () => {
    expect(changedBox(frameWith(), frameWith([17, 5], [40, 20]), SIZE)).toEqual({
      x: 16,
      y: 0,
      width: 32,
      height: 32,
    });
  });

  it('is none where nothing has changed', () => {
    expect(changedBox(frameWith([3, 3]), frameWith([3, 3]), SIZE)).toBeUndefined();
  });
});

describe('steadyBoxes', () => {
  const frames = [frameWith([1, 1]), frameWith([20, 1]), frameWith([20, 1]), frameWith([60, 40])];
  const boxes = steadyBoxes(frames, SIZE);

  it('are of one size, one for each frame, and inside of it', () => {
    expect(boxes).toHaveLength(frames.length);
    for (const { x, y, width, height } of boxes) {
      expect({ width, height }).toEqual({ width: 48, height: 48 });
      expect(x + width).toBeLessThanOrEqual(SIZE.width);
      expect(y + height).toBeLessThanOrEqual(SIZE.height);
    }
  });

  it('hold what changes in their frame', () => {
    frames.slice(1).forEach((frame, i) => {
      const changed = changedBox(frames[i]!, frame, SIZE) ?? { ...boxes[i + 1]!, width: 0 };
      const box = boxes[i + 1]!;
      expect(changed.x).toBeGreaterThanOrEqual(box.x);
      expect(changed.x + changed.width).toBeLessThanOrEqual(box.x + box.width);
    });
  });
});
