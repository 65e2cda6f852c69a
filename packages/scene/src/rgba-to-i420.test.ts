import { describe, expect, it } from 'vitest';
import { hash } from './engine/numbers.ts';
import { rgbaToI420 } from './rgba-to-i420.ts';

function picture(width: number, height: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : hash(i) & 255,
  );
}

describe('rgbaToI420', () => {
  it.each([
    [16, 8],
    [15, 9],
    [1, 1],
    [2, 3],
  ])('is within one step of the formula at %ix%i', (width, height) => {
    const rgba = picture(width, height);
    const got = rgbaToI420(rgba, width, height);
    const px = (x: number, y: number) => [0, 1, 2].map((k) => rgba[(y * width + x) * 4 + k]!);
    const luma = ([r, g, b]: number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const want = 16 + (219 / 255) * luma(px(x, y));
        expect(Math.abs(got.y[y * width + x]! - want)).toBeLessThan(0.51);
      }
    }
    const cw = (width + 1) >> 1;
    expect(got.u.length).toBe(cw * ((height + 1) >> 1));
    for (let c = 0; c < got.u.length; c++) {
      const box = [0, 0, 0];
      let n = 0;
      for (let k = 0; k < 4; k++) {
        const x = (c % cw) * 2 + (k & 1);
        const y = Math.floor(c / cw) * 2 + (k >> 1);
        if (x >= width || y >= height) continue;
        px(x, y).forEach((v, i) => {
          box[i]! += v;
        });
        n++;
      }
      const mean = box.map((v) => v / n);
      const u = 128 + ((224 / 255) * (mean[2]! - luma(mean))) / 1.8556;
      const v = 128 + ((224 / 255) * (mean[0]! - luma(mean))) / 1.5748;
      expect(Math.abs(got.u[c]! - u)).toBeLessThan(0.51);
      expect(Math.abs(got.v[c]! - v)).toBeLessThan(0.51);
    }
  });

  it('keeps black, white and grey neutral and in range', () => {
    for (const [level, y] of [
      [0, 16],
      [255, 235],
      [128, 126],
    ] as const) {
      const got = rgbaToI420(new Uint8ClampedArray([level, level, level, 255]), 1, 1);
      expect([got.y[0], got.u[0], got.v[0]]).toEqual([y, 128, 128]);
    }
  });

  it('writes into given planes', () => {
    const out = rgbaToI420(picture(6, 4), 6, 4);
    expect(rgbaToI420(picture(6, 4), 6, 4, out)).toBe(out);
  });
});
