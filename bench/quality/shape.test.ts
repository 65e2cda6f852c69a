import { expect, test } from 'vitest';
import { cropFrame, fitShape } from './shape.ts';

const size = (width: number, height: number) => ({ width, height });

test.each([
  [size(640, 312), size(1280, 624), 2, size(640, 312)],
  [size(640, 360), size(1920, 1080), 3, size(640, 360)],
  [size(320, 180), size(1280, 720), 4, size(320, 180)],
  [size(641, 361), size(1281, 721), 2, size(640, 360)],
  [size(427, 240), size(1280, 720), 3, size(426, 240)],
])('%o beside %o is x%i of %o', (low, high, scale, fit) => {
  const shape = fitShape(low, high, 'pair');
  expect(shape).toEqual({ scale, low: fit, high: size(fit.width * scale, fit.height * scale) });
});

test.each([
  [size(640, 360), size(640, 360)],
  [size(640, 360), size(960, 540)],
  [size(640, 360), size(1280, 1080)],
  [size(200, 100), size(1000, 500)],
])('%o beside %o is refused with both sizes named', (low, high) => {
  expect(() => fitShape(low, high, '007')).toThrow(`007: ${low.width}x${low.height} and ${high.width}x`);
});

test('pictures too small to measure are refused', () => {
  expect(() => fitShape(size(12, 12), size(24, 24), '007')).toThrow('too small');
});

test('cropping keeps the upper left of every plane', () => {
  const frame = {
    ...size(5, 3),
    y: Uint8Array.from({ length: 15 }, (_, i) => i),
    u: Uint8Array.from([1, 2, 3, 4, 5, 6]),
    v: Uint8Array.from([7, 8, 9, 10, 11, 12]),
  };
  const cropped = cropFrame(frame, size(4, 2));
  expect([...cropped.y]).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  expect([...cropped.u, ...cropped.v]).toEqual([1, 2, 7, 8]);
  expect(() => cropFrame(frame, size(6, 2))).toThrow('5x3');
});
