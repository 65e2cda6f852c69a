import { expect, test } from 'vitest';
import { bicubic } from './filters.ts';
import { createI420 } from './frame.ts';
import { cellsOf, Sketcher } from './sketch.ts';
import type { I420Frame, Size } from './types.ts';

const small = { width: 160, height: 90 };

function frameOf(size: Size, luma: (x: number, y: number) => number): I420Frame {
  const frame = createI420(size);
  frame.y.set(frame.y.map((_, i) => luma(i % size.width, Math.floor(i / size.width))));
  return frame;
}

test('cells are as many as the picture has room for', () => {
  expect(cellsOf({ width: 640, height: 360 })).toEqual({ width: 32, height: 18 });
  expect(cellsOf({ width: 32, height: 24 })).toEqual({ width: 8, height: 6 });
  expect(cellsOf({ width: 2, height: 2 })).toEqual({ width: 1, height: 1 });
});

test('cells are means, of each plane', () => {
  const frame = frameOf({ width: 64, height: 32 }, (x) => (x < 32 ? 40 : 200));
  frame.u.fill(90);
  const { y, u, v } = new Sketcher(frame, { width: 2, height: 1 }).sketch(frame);
  expect([...y, ...u, ...v]).toEqual([40, 200, 90, 90, 128, 128]);
});

test.each([
  [320, 180],
  [480, 270],
  [234, 140],
])('an enlarged picture has the sketch of the small one, at %ix%i', (width, height) => {
  const origin = frameOf(small, (x, y) => 128 + 90 * Math.sin(x / 5) * Math.cos(y / 7));
  const large = { ...createI420({ width, height }), y: bicubic(origin.y, origin, { width, height }) };
  const cells = cellsOf(small);
  const [a, b] = [new Sketcher(small, cells).sketch(origin), new Sketcher(large, cells).sketch(large)];
  a.y.forEach((level, i) => {
    expect(Math.abs(level - b.y[i]!)).toBeLessThanOrEqual(3);
  });
});

test('rows that are passed over change nothing but what is read', () => {
  const frame = frameOf(small, (x, y) => (y % 3 === 1 ? x : 255));
  const cells = { width: 4, height: 3 };
  const [every, third] = [
    { step: 1, first: 0 },
    { step: 3, first: 1 },
  ].map((sample) => new Sketcher(small, cells, sample).sketch(frame));
  expect([...third!.y.subarray(0, 4)]).toEqual([20, 60, 100, 140]);
  expect(every!.y[0]).toBeGreaterThan(150);
  expect([...third!.u]).toEqual(Array(12).fill(128));
});
