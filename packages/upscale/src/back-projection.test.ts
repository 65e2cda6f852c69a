import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BackProjection } from './back-projection.ts';
import { bicubic } from './filters.ts';
import { createI420 } from './frame.ts';
import type { I420Frame, Size } from './types.ts';

const small = { width: 24, height: 16 };

function frameOf(size: Size, luma: (x: number, y: number) => number): I420Frame {
  const frame = createI420(size);
  frame.y.set(frame.y.map((_, i) => luma(i % size.width, Math.floor(i / size.width))));
  return frame;
}

const wave = (x: number, y: number) => Math.round(110 + 60 * Math.sin(x / 3) * Math.cos(y / 4));

/** Bicubic, as a helper without a network would. */
function enlarged(frame: I420Frame, to: Size): I420Frame {
  return { ...createI420(to), y: bicubic(frame.y, frame, to) };
}

const errorOf = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

test('a flat picture of the same tone stays exactly as it is', () => {
  const large = { width: 48, height: 32 };
  const picture = frameOf(large, () => 77);
  new BackProjection(small, large).run(
    frameOf(small, () => 77),
    picture,
    1,
  );
  expect(new Set(picture.y)).toEqual(new Set([77]));
  expect(new Set([...picture.u, ...picture.v])).toEqual(new Set([128]));
});

test.each([
  [48, 32],
  [72, 48],
  [96, 64],
  [38, 26],
])('what a starved codec flattens comes back, at %ix%i', (width, height) => {
  const origin = frameOf(small, wave);
  const good = enlarged(origin, { width, height });
  const flattened = { ...good, y: good.y.map((value) => 110 + Math.round((value - 110) / 3)) };
  const before = errorOf(flattened.y, good.y);
  new BackProjection(small, { width, height }).run(origin, flattened, 0.625);
  expect(errorOf(flattened.y, good.y)).toBeLessThan(0.6 * before);
});

test('chroma that drifted comes back too', () => {
  const large = { width: 48, height: 32 };
  const picture = createI420(large);
  picture.u.fill(100);
  new BackProjection(small, large).run(createI420(small), picture, 0.625);
  for (const value of picture.u) expect(value).toBeGreaterThan(115);
  expect(new Set(picture.v)).toEqual(new Set([128]));
});

test('detail that the small picture cannot hold is kept', () => {
  const large = { width: 48, height: 32 };
  const picture = frameOf(large, (x) => (x % 2 === 0 ? 120 : 80));
  const before = picture.y.slice();
  new BackProjection(small, large).run(
    frameOf(small, () => 100),
    picture,
    1,
  );
  expect(picture.y).toEqual(before);
});

test('any two pictures end nearer to each other, and inside the range', () => {
  const large = { width: 48, height: 32 };
  const bytes = (size: Size) =>
    fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height });
  const projection = new BackProjection(small, large);
  const shrunk = (y: Uint8Array) =>
    frameOf(small, (x, row) => {
      const at = 2 * row * large.width + 2 * x;
      return (y[at]! + y[at + 1]! + y[at + large.width]! + y[at + large.width + 1]! + 2) >> 2;
    }).y;
  fc.assert(
    fc.property(
      bytes(small),
      bytes(large),
      fc.double({ min: 0, max: 0.75, noNaN: true }),
      (low, high, strength) => {
        const origin = { ...createI420(small), y: low };
        const picture = { ...createI420(large), y: high.slice() };
        projection.run(origin, picture, strength);
        // Noise of whole range is clipped here and there: nearer, if not by as much as a picture.
        expect(errorOf(shrunk(picture.y), low)).toBeLessThanOrEqual(errorOf(shrunk(high), low) + 0.5);
      },
    ),
    { numRuns: 60 },
  );
});
