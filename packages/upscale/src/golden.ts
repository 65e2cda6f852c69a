/**
 * The golden tile: a fixed small picture whose upscaled pixels are known from training, checked before an engine may serve.
 * Browsers have shipped WebGPU stacks that return zeros, or yesterday's buffer, without any error.
 *
 * @module
 */
import { UpscaleError } from './errors.ts';
import type { ModelEntry } from './models.ts';
import type { Size } from './types.ts';

export const GOLDEN_SIZE: Size = { width: 24, height: 16 };

/** Rounding may differ by one step between backends; more is a fault. */
export const GOLDEN_TOLERANCE = 1;

/** Ramps and hard edges. `training/export.py` holds the same formula. */
export function goldenTile(): Uint8Array {
  const { width, height } = GOLDEN_SIZE;
  const tile = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      tile[y * width + x] = 16 + ((x * 9 + y * 5) % 64) + (((x >> 2) ^ (y >> 2)) & 1) * 120;
    }
  }
  return tile;
}

/** Throws `P2C2G_UPSCALE_GOLDEN` unless `answer` (uint8, the model's scale times `GOLDEN_SIZE`) is within `tolerance` of what it should be. */
export function checkGolden(answer: Uint8Array, model: ModelEntry, tolerance = GOLDEN_TOLERANCE): void {
  checkPixels(answer, decodeBase64(model.goldenBase64), tolerance);
}

/** Throws `P2C2G_UPSCALE_GOLDEN` where `answer` is not within `tolerance` of `expected`. */
export function checkPixels(answer: Uint8Array, expected: Uint8Array, tolerance: number): void {
  if (answer.length !== expected.length) {
    throw new UpscaleError('P2C2G_UPSCALE_GOLDEN', `${answer.length} bytes instead of ${expected.length}`);
  }
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(expected[i]! - answer[i]!));
  if (worst > tolerance) {
    throw new UpscaleError('P2C2G_UPSCALE_GOLDEN', `a pixel is off by ${worst} of 255`);
  }
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
