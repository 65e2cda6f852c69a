import { describe, expect, test } from 'vitest';
import { UpscaleError } from '../errors.ts';
import { PAIR_INPUT, readPair } from '../fixtures/pairs.ts';
import { flicker, gmsd, psnr, ssim } from './index.ts';

const size = { width: 32, height: 24 };
const flat = (value: number) => new Uint8Array(size.width * size.height).fill(value);
const picture = readPair('keep').low;
const noisy = picture.map((v, i) => v + (i % 3) * 4);

describe('psnr', () => {
  test('one step everywhere is 48.13 dB, ten are 28.13', () => {
    expect(psnr(flat(100), flat(101), size)).toBeCloseTo(48.1308, 3);
    expect(psnr(flat(100), flat(110), size)).toBeCloseTo(28.1308, 3);
  });
  test('equal planes have no noise', () => {
    expect(psnr(flat(7), flat(7), size)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('ssim', () => {
  test('1 for equal planes, symmetric and below 1 for others', () => {
    expect(ssim(picture, picture, PAIR_INPUT)).toBeCloseTo(1, 9);
    expect(ssim(picture, noisy, PAIR_INPUT)).toBeCloseTo(ssim(noisy, picture, PAIR_INPUT), 12);
    expect(ssim(picture, noisy, PAIR_INPUT)).toBeLessThan(0.999);
  });
  test('flat planes leave only the luminance term of the formula', () => {
    const c1 = 2.55 ** 2;
    expect(ssim(flat(100), flat(120), size)).toBeCloseTo((24_000 + c1) / (24_400 + c1), 9);
  });
});

describe('gmsd', () => {
  test('0 for equal planes and for a constant offset, above it for noise', () => {
    expect(gmsd(picture, picture, PAIR_INPUT)).toBe(0);
    expect(gmsd(flat(10), flat(90), size)).toBeCloseTo(0, 9);
    expect(gmsd(picture, noisy, PAIR_INPUT)).toBeGreaterThan(0.001);
  });
});

describe('flicker', () => {
  test('motion that the reference shares is no flicker', () => {
    const other = readPair('neon').low;
    expect(flicker([picture, other], [picture, other], PAIR_INPUT)).toBe(0);
  });
  test('a step that only the output takes counts in full', () => {
    expect(flicker([flat(10), flat(14)], [flat(50), flat(50)], size)).toBeCloseTo(4, 9);
  });
});

test('planes of other sizes, and sides too small for a window, are refused', () => {
  for (const metric of [psnr, ssim, gmsd]) {
    expect(() => metric(flat(1), new Uint8Array(3), size)).toThrow(UpscaleError);
  }
  expect(() => ssim(new Uint8Array(100), new Uint8Array(100), { width: 10, height: 10 })).toThrow(
    UpscaleError,
  );
});
