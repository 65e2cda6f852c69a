import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHalf } from './half.ts';

/** A binary16 as a number, by its definition. */
function fromHalf(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >> 10) & 31;
  const mantissa = h & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
const half = (value: number) => toHalf(Float32Array.of(value))[0]!;

test('every 16-bit float comes back as itself', () => {
  for (let h = 0; h < 0x10000; h++) {
    const value = fromHalf(h);
    if (!Number.isNaN(value)) expect(half(value)).toBe(h);
  }
});

test('others go to the nearest, ties to the even one', () => {
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
      const h = half(value);
      const error = Math.abs(fromHalf(h) - value);
      for (const other of [h - 1, h + 1]) {
        const distance = Math.abs(fromHalf(other & 0xffff) - value);
        if (Number.isFinite(distance) && error === distance && distance > 0) expect(h & 1).toBe(0);
        else if (Number.isFinite(distance)) expect(error).toBeLessThanOrEqual(distance);
      }
    }),
  );
});

test('what is too large, and what is no number', () => {
  expect([half(1e6), half(-1e6), half(65519), half(Number.NaN)]).toEqual([0x7c00, 0xfc00, 0x7bff, 0x7e00]);
});
