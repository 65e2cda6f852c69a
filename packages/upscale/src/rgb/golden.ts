/**
 * The golden tile of the colour networks, see `../golden.ts`.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';
import { GOLDEN_SIZE } from '../golden.ts';
import type { Precision, RgbModelEntry } from './models.ts';

/** Steps of 255: rounding in fp32; and what half precision loses over eighteen layers. */
const TOLERANCE: Readonly<Record<Precision, number>> = { f32: 1, f16: 2 };

/** Three planes of `GOLDEN_SIZE`, 0..1. `training/import/golden.py` holds the same formula. */
export function rgbGoldenTile(): Float32Array {
  const { width, height } = GOLDEN_SIZE;
  const tile = new Float32Array(3 * width * height);
  for (let c = 0, i = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        tile[i] = (16 + ((x * 9 + y * 5 + c * 21) % 64) + (((x >> 2) ^ (y >> 2) ^ c) & 1) * 120) / 255;
      }
    }
  }
  return tile;
}

/** Throws `P2C2G_UPSCALE_GOLDEN` unless `answer` (three planes, x2, 0..1) is what it should be to within rounding. */
export function checkRgbGolden(answer: Float32Array, model: RgbModelEntry, precision: Precision): void {
  const expected = Uint8Array.from(atob(model.goldenBase64), (c) => c.charCodeAt(0));
  if (answer.length !== expected.length) {
    throw new UpscaleError('P2C2G_UPSCALE_GOLDEN', `${answer.length} values instead of ${expected.length}`);
  }
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const byte = Math.round(255 * Math.min(1, Math.max(0, answer[i]!)));
    // NaN must not pass as small.
    worst = Number.isNaN(byte) ? Number.POSITIVE_INFINITY : Math.max(worst, Math.abs(byte - expected[i]!));
  }
  if (worst > TOLERANCE[precision]) {
    throw new UpscaleError('P2C2G_UPSCALE_GOLDEN', `a colour is off by ${worst} of 255`);
  }
}
