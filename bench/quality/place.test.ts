import { createI420 } from '@p2c2g/upscale';
import { expect, test } from 'vitest';
import { busiestPlace } from './place.ts';

const cut = { width: 40, height: 20 };

test('the place is where the detail is', () => {
  const frame = createI420({ width: 200, height: 120 });
  for (let y = 60; y < 80; y++) for (let x = 100; x < 140; x++) frame.y[y * 200 + x] = (x + y) & 1 ? 200 : 40;
  expect(busiestPlace(frame, cut)).toEqual({ x: 100, y: 60 });
});

test('a flat frame has a place too', () => {
  expect(busiestPlace(createI420({ width: 60, height: 40 }), cut)).toEqual({ x: 0, y: 0 });
});

test('a place that was seen gives way to the next best', () => {
  const frame = createI420({ width: 200, height: 120 });
  for (let x = 100; x < 140; x++) frame.y[70 * 200 + x] = 255;
  frame.y[10 * 200 + 10] = 90;
  const first = busiestPlace(frame, cut);
  const second = busiestPlace(frame, cut, [first]);
  expect(first.x).toBeGreaterThan(60);
  expect(second).toEqual({ x: 0, y: 0 });
});
