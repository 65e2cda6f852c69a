import { describe, expect, test } from 'vitest';
import { BICUBIC, BILINEAR, bicubic, bilinear, LANCZOS3, lanczos3, resize } from './filters.ts';

const from = { width: 16, height: 12 };
const plane = (of: (x: number, y: number) => number) =>
  Uint8Array.from({ length: from.width * from.height }, (_, i) => of(i % from.width, (i / from.width) | 0));

describe.each([BILINEAR, BICUBIC, LANCZOS3])('$name', (kernel) => {
  test.each([
    [32, 24],
    [31, 23],
    [7, 5],
    [2, 40],
    [16, 12],
  ])('a flat plane stays exactly flat at %ix%i', (width, height) => {
    const out = resize(
      plane(() => 77),
      from,
      { width, height },
      kernel,
    );
    expect(out.length).toBe(width * height);
    expect(new Set(out)).toEqual(new Set([77]));
  });

  test('the same size gives the same plane', () => {
    const noise = plane((x, y) => (x * 97 + y * 31) % 256);
    expect(resize(noise, from, from, kernel)).toEqual(noise);
  });
});

test('bicubic x2 of a step matches Catmull-Rom by hand', () => {
  const out = bicubic(
    plane((x) => (x < 8 ? 0 : 128)),
    from,
    { width: 32, height: 24 },
  );
  // A quarter before the edge: taps (-.0703, .8672, .2266, -.0234) at offsets of a quarter pixel.
  const row = [...out.subarray(32 * 10 + 13, 32 * 10 + 19)];
  expect(row).toEqual([0, 0, 26, 102, 137, 131]);
});

test('bilinear x2 goes through a step in quarters', () => {
  const out = bilinear(
    plane((x) => (x < 8 ? 0 : 100)),
    from,
    { width: 32, height: 24 },
  );
  expect([...out.subarray(14, 18)]).toEqual([0, 25, 75, 100]);
});

test('a ramp stays a ramp, centres aligned', () => {
  const out = lanczos3(
    plane((x) => 40 + 8 * x),
    from,
    { width: 32, height: 12 },
  );
  for (let x = 8; x < 24; x++) expect(Math.abs(out[x]! - (40 + 8 * ((x + 0.5) / 2 - 0.5)))).toBeLessThan(1.5);
});

test('shrinking a chequerboard averages it instead of picking pixels', () => {
  const out = bicubic(
    plane((x, y) => ((x ^ y) & 1 ? 200 : 0)),
    from,
    { width: 8, height: 6 },
  );
  for (const value of out) expect(Math.abs(value - 100)).toBeLessThan(16);
});
