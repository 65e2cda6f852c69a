import { expect, test } from 'vitest';
import { wholeOf } from '../geometry.ts';
import { stripsOf } from './strips.ts';

test('a small frame is one strip that reads nothing beyond it', () => {
  const frame = { width: 640, height: 360 };
  expect(stripsOf(wholeOf(frame), frame, 18)).toEqual([{ read: wholeOf(frame), keep: wholeOf(frame) }]);
});

test('strips of a large frame cover it once, with their halo inside the frame', () => {
  const frame = { width: 1280, height: 720 };
  const strips = stripsOf(wholeOf(frame), frame, 18);
  expect(strips.length).toBeGreaterThan(2);
  let next = 0;
  for (const { keep, read } of strips) {
    expect(keep.y).toBe(next);
    expect(keep.height % 2).toBe(0);
    expect(read.y).toBe(Math.max(0, keep.y - 18));
    expect(read.y + read.height).toBe(Math.min(720, keep.y + keep.height + 18));
    expect(read.width * read.height).toBeLessThanOrEqual(640 * 512);
    next += keep.height;
  }
  expect(next).toBe(720);
});

test('a region reads its halo on the sides that have neighbours', () => {
  const frame = { width: 101, height: 99 };
  expect(stripsOf({ x: 40, y: 90, width: 20, height: 10 }, frame, 10)).toEqual([
    { read: { x: 30, y: 80, width: 40, height: 20 }, keep: { x: 40, y: 90, width: 20, height: 10 } },
  ]);
});
