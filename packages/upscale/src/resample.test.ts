import { describe, expect, test } from 'vitest';
import { BICUBIC, BILINEAR, bicubic, bilinear, LANCZOS3, lanczos3, resize } from './filters.ts';
import { Resampler, wholeMapping } from './resample.ts';

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

test('chroma of an odd frame at x2 stands between its luma pixels', () => {
  const out = new Uint8Array(5);
  // A frame of 5 pixels becomes 10: three chroma samples become five, and the third one's right half falls away.
  const mapping = {
    from: { width: 3, height: 1 },
    stepX: 0.5,
    stepY: 0.5,
    out: { x: 0, y: 0, width: 5, height: 1 },
  };
  new Resampler(mapping, BILINEAR).run(Uint8Array.of(0, 100, 200), { x: 0, y: 0, width: 3, height: 1 }, out);
  expect([...out]).toEqual([0, 25, 75, 125, 175]);
});

test('a rectangle out of a rectangle has the pixels of the whole', () => {
  const size = { width: 16, height: 12 };
  const to = { width: 37, height: 29 };
  const noise = plane((x, y) => (x * 97 + y * 31) % 256);
  const whole = lanczos3(noise, size, to);
  const out = { x: 8, y: 6, width: 11, height: 9 };
  const part = new Resampler({ ...wholeMapping(size, to), out }, LANCZOS3);
  const { source } = part;
  const held = new Uint8Array(source.width * source.height);
  for (let y = 0; y < source.height; y++) {
    const from = (source.y + y) * size.width + source.x;
    held.set(noise.subarray(from, from + source.width), y * source.width);
  }
  const pixels = new Uint8Array(out.width * out.height);
  part.run(held, source, pixels);
  for (let y = 0; y < out.height; y++) {
    const from = (out.y + y) * to.width + out.x;
    expect(pixels.slice(y * out.width, (y + 1) * out.width)).toEqual(whole.slice(from, from + out.width));
  }
  expect(source.width).toBeLessThan(size.width);
});

test('a very tall picture made very small averages all of it', () => {
  const tall = { width: 40, height: 4000 };
  const stripes = Uint8Array.from({ length: tall.width * tall.height }, (_, i) =>
    ((i / 40) | 0) & 1 ? 200 : 0,
  );
  const out = bilinear(stripes, tall, { width: 2, height: 6 });
  // The first and last rows see the edge repeated.
  for (const value of out.subarray(2, 10)) expect(Math.abs(value - 100)).toBeLessThanOrEqual(1);
});
