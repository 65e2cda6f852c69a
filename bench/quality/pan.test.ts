import { createI420 } from '@p2c2g/upscale';
import { expect, test } from 'vitest';
import { PAN_FRAMES, panTo, seen } from './pan.ts';

const still = createI420({ width: 32, height: 16 });
for (const plane of [still.y, still.u, still.v])
  plane.forEach((_, i) => {
    plane[i] = 16 + ((i * 53) % 200);
  });

test('the pan ends with the still, untouched, and every frame before differs', () => {
  const frames = [...panTo(still, 0)];
  expect(frames).toHaveLength(PAN_FRAMES);
  expect(frames.at(-1)).toBe(still);
  for (const frame of frames.slice(0, -1)) expect(frame.y).not.toEqual(still.y);
});

test('neighbouring stills come from four directions', () => {
  const firsts = [0, 1, 2, 3].map((index) => [...panTo(still, index)][0]!.y.join());
  expect(new Set(firsts).size).toBe(4);
});

test('whole pixels move samples without changing them, edges repeat', () => {
  const moved = seen(still, 2, 0, 1);
  for (let y = 0; y < 16; y++) {
    expect([...moved.y.subarray(y * 32, y * 32 + 30)]).toEqual([
      ...still.y.subarray(y * 32 + 2, y * 32 + 32),
    ]);
    expect(moved.y[y * 32 + 31]).toBe(still.y[y * 32 + 31]);
  }
});

test('a straight ramp shifted by half a pixel stays straight inside', () => {
  const ramp = createI420({ width: 32, height: 16 });
  ramp.y.forEach((_, i) => {
    ramp.y[i] = 4 * (i % 32);
  });
  const { y } = seen(ramp, 0.5, 0.25, 1);
  for (let x = 1; x < 30; x++) expect(y[5 * 32 + x]).toBe(4 * x + 2);
});

test('a narrower view magnifies around the middle', () => {
  const ramp = createI420({ width: 32, height: 16 });
  ramp.y.forEach((_, i) => {
    ramp.y[i] = 4 * (i % 32);
  });
  const { y } = seen(ramp, 0, 0, 0.5);
  expect(y[0]).toBe(4 * 7 + 3);
  expect(y[15]! + y[16]!).toBe(124);
});
