/** Contrast-adaptive sharpening (`src/fixtures/spatial-formula.ts` has the formulas), four pixels at a time in 32-bit floats of 0..255. */
import { bytesToFloats } from './easu';

/** Beyond 1/4 - 1/16 the four-neighbour kernel would amplify noise without bound. */
const LIMIT: f32 = 0.25 - 1.0 / 16.0;
/** Instead of a division by zero; the dividend is then zero. */
const TINY: f32 = 1e-6;

/** `width` pixels (made a multiple of 4) at `here`, between the rows `above` and `below`, to bytes at `out`. Reads a pixel to the left and right. */
export function rcasRow(
  above: usize,
  here: usize,
  below: usize,
  strength: f32,
  out: usize,
  width: i32,
): void {
  for (let x = 0; x < width; x += 4) {
    const north = bytesToFloats(above + x);
    const south = bytesToFloats(below + x);
    const west = bytesToFloats(here + x - 1);
    const east = bytesToFloats(here + x + 1);
    const low = f32x4.min(f32x4.min(north, south), f32x4.min(west, east));
    const high = f32x4.max(f32x4.max(north, south), f32x4.max(west, east));
    const toBlack = f32x4.div(low, f32x4.max(f32x4.mul(high, f32x4.splat(4)), f32x4.splat(TINY)));
    const headroom = f32x4.sub(f32x4.splat(255), high);
    const depth = f32x4.sub(f32x4.mul(low, f32x4.splat(4)), f32x4.splat(1020));
    const toWhite = f32x4.div(headroom, f32x4.min(depth, f32x4.splat(-TINY)));
    const most = f32x4.min(f32x4.splat(0), f32x4.max(f32x4.neg(toBlack), toWhite));
    const lobe = f32x4.mul(f32x4.max(f32x4.splat(-LIMIT), most), f32x4.splat(strength));
    const cross = f32x4.add(f32x4.add(north, south), f32x4.add(west, east));
    const sum = f32x4.add(f32x4.mul(lobe, cross), bytesToFloats(here + x));
    const unit = f32x4.add(f32x4.mul(lobe, f32x4.splat(4)), f32x4.splat(1));
    const pixels = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.div(sum, unit), f32x4.splat(0.5)));
    const words = i16x8.narrow_i32x4_s(pixels, pixels);
    v128.store32_lane(out + x, i8x16.narrow_i16x8_u(words, words), 0);
  }
}
