/**
 * A row of BT.709 limited-range pixels to RGBA (`src/rgba-picture.ts`), in 16-bit numbers of 1/64 level. Every chroma sample colours two
 * pixels. Rounded to the nearest level but for 1/32.
 */

/** Shares of 1/32768, what is over a whole number; from Kr = 0.2126, Kb = 0.0722 and the ranges 219 and 224. */
const LUMA_OVER_1: i16 = 5387;
const RED_OVER_1: i16 = 25976;
const GREEN_OF_BLUE: i16 = 6988;
const GREEN_OF_RED: i16 = 17462;
const BLUE_OVER_2: i16 = 3683;

/** `width` pixels, a multiple of 16, to `4 * width` bytes at `out`. */
export function rgbaRow(y: usize, u: usize, v: usize, out: usize, width: i32): void {
  for (let x = 0; x < width; x += 16) {
    const luma = v128.load(y + x);
    const u8 = centred(v128.load64_zero(u + (x >> 1)));
    const v8 = centred(v128.load64_zero(v + (x >> 1)));
    const red = i16x8.add(v8, share(v8, RED_OVER_1));
    const green = i16x8.add(share(u8, GREEN_OF_BLUE), share(v8, GREEN_OF_RED));
    const blue = i16x8.add(i16x8.add(u8, u8), share(u8, BLUE_OVER_2));
    const low = bright(i16x8.extend_low_i8x16_u(luma));
    const high = bright(i16x8.extend_high_i8x16_u(luma));
    const r = levels(i16x8.add_sat_s(low, lowPairs(red)), i16x8.add_sat_s(high, highPairs(red)));
    const g = levels(i16x8.sub_sat_s(low, lowPairs(green)), i16x8.sub_sat_s(high, highPairs(green)));
    const b = levels(i16x8.add_sat_s(low, lowPairs(blue)), i16x8.add_sat_s(high, highPairs(blue)));
    store(out + 4 * x, r, g, b);
  }
}

/** Eight chroma samples around zero, times 64. */
function centred(bytes: v128): v128 {
  return i16x8.shl(i16x8.sub(i16x8.extend_low_i8x16_u(bytes), i16x8.splat(128)), 6);
}

/** Eight luma samples of 16..235 as 0..255, times 64, and half a level for rounding. */
function bright(luma: v128): v128 {
  const above = i16x8.shl(i16x8.sub(luma, i16x8.splat(16)), 6);
  return i16x8.add(i16x8.add(above, share(above, LUMA_OVER_1)), i16x8.splat(32));
}

function share(values: v128, of32768: i16): v128 {
  return i16x8.q15mulr_sat_s(values, i16x8.splat(of32768));
}

function lowPairs(chroma: v128): v128 {
  return v128.shuffle<i16>(chroma, chroma, 0, 0, 1, 1, 2, 2, 3, 3);
}

function highPairs(chroma: v128): v128 {
  return v128.shuffle<i16>(chroma, chroma, 4, 4, 5, 5, 6, 6, 7, 7);
}

function levels(low: v128, high: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.shr_s(low, 6), i16x8.shr_s(high, 6));
}

/** Sixteen pixels, opaque. */
function store(out: usize, r: v128, g: v128, b: v128): void {
  const a = i8x16.splat(-1);
  const rgLow = v128.shuffle<i8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rgHigh = v128.shuffle<i8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const baLow = v128.shuffle<i8>(b, a, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const baHigh = v128.shuffle<i8>(b, a, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(out, v128.shuffle<i16>(rgLow, baLow, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(out + 16, v128.shuffle<i16>(rgLow, baLow, 4, 12, 5, 13, 6, 14, 7, 15));
  v128.store(out + 32, v128.shuffle<i16>(rgHigh, baHigh, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(out + 48, v128.shuffle<i16>(rgHigh, baHigh, 4, 12, 5, 13, 6, 14, 7, 15));
}
