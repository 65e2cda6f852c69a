import { rgbaToI420 } from '@p2c2g/scene';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { decodePicture, encodePicture, toRgba } from './pictures.ts';

const grey = (width: number, height: number, value: number) => {
  const png = new PNG({ width, height });
  png.data.fill(value);
  return png;
};
const code = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

it('reads PNG and JPEG, and nothing else', () => {
  const png = grey(6, 4, 200);
  expect(decodePicture(PNG.sync.write(png))).toMatchObject({ width: 6, height: 4 });
  expect(decodePicture(jpeg.encode(png, 90).data)).toMatchObject({ width: 6, height: 4 });
  for (const bytes of [
    Uint8Array.of(),
    Uint8Array.of(1, 2, 3),
    new Uint8Array(PNG.sync.write(png)).subarray(0, 30),
  ])
    expect(code(() => decodePicture(bytes))).toBe('P2C2G_BAD_TASK');
});

it('does not unfold a small file that claims to be a huge picture', () => {
  const bomb = PNG.sync.write(grey(1, 1, 0));
  bomb.writeUInt32BE(100_000, 16);
  bomb.writeUInt32BE(100_000, 20);
  expect(code(() => decodePicture(bomb))).toBe('P2C2G_BAD_TASK');
});

it('writes what fits a message, coarser when it must, and says when it cannot', () => {
  const noise = (width: number, height: number) => {
    const png = grey(width, height, 255);
    for (let n = 0; n < png.data.length; n += 1) png.data[n] = (n * 2_654_435_761) >>> 24;
    return rgbaToI420(png.data, width, height);
  };
  expect(encodePicture(noise(64, 36)).length).toBeLessThanOrEqual(36 * 1024);
  expect(encodePicture(noise(256, 144)).length).toBeLessThanOrEqual(36 * 1024);
  expect(code(() => encodePicture(noise(1920, 1080)))).toBe('P2C2G_TOO_LARGE');
});

it('gives back the colours that were turned into planes', () => {
  const colours = [
    [255, 255, 255],
    [0, 0, 0],
    [200, 40, 30],
    [10, 180, 90],
    [30, 60, 220],
  ];
  for (const colour of colours) {
    const png = grey(2, 2, 255);
    for (let n = 0; n < png.data.length; n += 1) if (n % 4 < 3) png.data[n] = colour[n % 4]!;
    const [r, g, b] = toRgba(rgbaToI420(png.data, 2, 2));
    for (const [got, wanted] of [
      [r, colour[0]],
      [g, colour[1]],
      [b, colour[2]],
    ] as const)
      expect(Math.abs(got! - wanted!)).toBeLessThanOrEqual(2);
  }
});
