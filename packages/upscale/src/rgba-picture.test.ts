import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chromaSide } from './frame.ts';
import { RgbaPicture } from './rgba-picture.ts';

/** BT.709, limited range, by the definition. */
function rgbOf(y: number, u: number, v: number): number[] {
  const luma = (255 / 219) * (y - 16);
  const [blue, red] = [(255 / 224) * (u - 128), (255 / 224) * (v - 128)];
  const [kr, kb] = [0.2126, 0.0722];
  const kg = 1 - kr - kb;
  const green = ((2 * kb * (1 - kb)) / kg) * blue + ((2 * kr * (1 - kr)) / kg) * red;
  const rgb = [luma + 2 * (1 - kr) * red, luma - green, luma + 2 * (1 - kb) * blue];
  return rgb.map((level) => Math.min(255, Math.max(0, level)));
}

function furthest(picture: RgbaPicture): number {
  const { width, height, y, u, v } = picture.planes;
  let most = 0;
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) {
      const chroma = (row >> 1) * chromaSide(width) + (x >> 1);
      const wanted = rgbOf(y[row * width + x]!, u[chroma]!, v[chroma]!);
      const at = 4 * (row * width + x);
      for (const [i, level] of wanted.entries())
        most = Math.max(most, Math.abs(picture.rgba[at + i]! - level));
      if (picture.rgba[at + 3] !== 255) return Number.POSITIVE_INFINITY;
    }
  }
  return most;
}

it('is within rounding of the definition for every colour there is', () => {
  const picture = new RgbaPicture({ width: 512, height: 512 });
  const { y, u, v } = picture.planes;
  for (let luma = 0; luma < 256; luma += 15) {
    y.fill(luma);
    for (let i = 0; i < u.length; i += 1) {
      u[i] = i >> 8;
      v[i] = i & 255;
    }
    picture.convert();
    expect(furthest(picture)).toBeLessThan(0.56);
  }
});

it('holds for any size, odd ones too, and picture after picture', () => {
  const side = fc.integer({ min: 2, max: 70 });
  fc.assert(
    fc.property(side, side, fc.infiniteStream(fc.nat(255)), (width, height, levels) => {
      const picture = new RgbaPicture({ width, height });
      for (let n = 0; n < 2; n += 1) {
        for (let i = 0; i < picture.bytes.length; i += 1) picture.bytes[i] = levels.next().value;
        picture.convert();
        expect(furthest(picture)).toBeLessThan(0.56);
      }
    }),
    { numRuns: 60 },
  );
});
