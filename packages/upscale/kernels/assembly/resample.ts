/**
 * The two passes of the separable resampler (`src/resample.ts` has the formulas and makes the tables). Intermediate samples are i16
 * with 6 bits of fraction, taps are i16 that sum to 1 << 14.
 */
const FRACTION_BITS: i32 = 6;
const ONE_BITS: i32 = 14;

/**
 * Rows of `width` bytes at `src` -> rows of `outWidth` i16 samples at `out` (a multiple of 8). Output `x` is the sum of `count` (a multiple
 * of 4) samples from `first[x]` on, each times its weight. Indices count from `-left`: the row is laid out once at `row`, with its
 * first sample repeated `left` times before and its last one `right` times after it.
 */
export function resampleAcross(
  src: usize,
  width: i32,
  rows: i32,
  row: usize,
  left: i32,
  right: i32,
  first: usize,
  weight: usize,
  count: i32,
  out: usize,
  outWidth: i32,
): void {
  for (let y = 0; y < rows; y++) {
    widenRow(src, width, row, left, right);
    if (count === 4) acrossFour(row, first, weight, out, outWidth);
    else acrossMany(row, first, weight, count, out, outWidth);
    src += width;
    out += outWidth << 1;
  }
}

/** Bytes -> i16, both ends repeated. Reads and writes up to 15 samples beyond, which later writes or nobody's reads make up for. */
function widenRow(src: usize, width: i32, row: usize, left: i32, right: i32): void {
  const inner = row + (left << 1);
  for (let x = 0; x < width; x += 16) {
    const bytes = v128.load(src + x);
    const at = inner + (x << 1);
    v128.store(at, i16x8.extend_low_i8x16_u(bytes));
    v128.store(at, i16x8.extend_high_i8x16_u(bytes), 16);
  }
  const start = <u16>load<u8>(src);
  for (let x = 0; x < left; x++) store<u16>(row + (x << 1), start);
  const last = <u16>load<u8>(src + width - 1);
  const end = inner + (width << 1);
  for (let x = 0; x < right; x++) store<u16>(end + (x << 1), last);
}

/** Two outputs' four samples each, side by side. */
function pair(row: usize, first: usize): v128 {
  const a = v128.load64_zero(row + (load<i32>(first) << 1));
  return v128.load64_lane(row + (load<i32>(first, 4) << 1), a, 1);
}

/** [a0 a1 b0 b1], [c0 c1 d0 d1] -> [a0+a1 b0+b1 c0+c1 d0+d1] */
function joinPairs(ab: v128, cd: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

function acrossFour(row: usize, first: usize, weight: usize, out: usize, outWidth: i32): void {
  const half = i32x4.splat(1 << (ONE_BITS - FRACTION_BITS - 1));
  for (let x = 0; x < outWidth; x += 8) {
    const low = joinPairs(
      i32x4.dot_i16x8_s(pair(row, first), v128.load(weight)),
      i32x4.dot_i16x8_s(pair(row, first + 8), v128.load(weight, 16)),
    );
    const high = joinPairs(
      i32x4.dot_i16x8_s(pair(row, first + 16), v128.load(weight, 32)),
      i32x4.dot_i16x8_s(pair(row, first + 24), v128.load(weight, 48)),
    );
    const shift = ONE_BITS - FRACTION_BITS;
    const a = i32x4.shr_s(i32x4.add(low, half), shift);
    const b = i32x4.shr_s(i32x4.add(high, half), shift);
    v128.store(out + (x << 1), i16x8.narrow_i32x4_s(a, b));
    first += 32;
    weight += 64;
  }
}

function acrossMany(row: usize, first: usize, weight: usize, count: i32, out: usize, outWidth: i32): void {
  const half = 1 << (ONE_BITS - FRACTION_BITS - 1);
  for (let x = 0; x < outWidth; x++) {
    const from = row + (load<i32>(first + (x << 2)) << 1);
    let sums = i32x4.splat(0);
    for (let k = 0; k < count; k += 4) {
      const samples = v128.load64_zero(from + (k << 1));
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(samples, v128.load64_zero(weight)));
      weight += 8;
    }
    const sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + half;
    store<i16>(out + (x << 1), <i16>(sum >> (ONE_BITS - FRACTION_BITS)));
  }
}

/**
 * Rows of `width` i16 samples (a multiple of 16) at `middle` -> rows of `width` bytes at `out`. Output row `y` is the sum of `count` (even)
 * rows named by `index`, each times its weight: pairs of weights lie as [i16, i16] in `weight`.
 */
export function resampleDown(
  middle: usize,
  width: i32,
  index: usize,
  weight: usize,
  count: i32,
  out: usize,
  rows: i32,
): void {
  for (let y = 0; y < rows; y++) {
    if (count === 4) downFour(middle, width, index, weight, out);
    else downMany(middle, width, index, weight, count, out);
    index += count << 2;
    weight += count << 1;
    out += width;
  }
}

/** Eight samples of two rows, weighed: the low four sums, then the high four. */
function weighLow(a: v128, b: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), weights);
}
function weighHigh(a: v128, b: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), weights);
}

function rounded(low: v128, high: v128): v128 {
  const half = i32x4.splat(1 << (ONE_BITS + FRACTION_BITS - 1));
  const shift = ONE_BITS + FRACTION_BITS;
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), shift),
    i32x4.shr_s(i32x4.add(high, half), shift),
  );
}

function downFour(middle: usize, width: i32, index: usize, weight: usize, out: usize): void {
  const stride = width << 1;
  let r0 = middle + load<i32>(index) * stride;
  let r1 = middle + load<i32>(index, 4) * stride;
  let r2 = middle + load<i32>(index, 8) * stride;
  let r3 = middle + load<i32>(index, 12) * stride;
  const w01 = v128.load32_splat(weight);
  const w23 = v128.load32_splat(weight, 4);
  for (const end = out + width; out < end; out += 8) {
    const a = v128.load(r0);
    const b = v128.load(r1);
    const c = v128.load(r2);
    const d = v128.load(r3);
    const low = i32x4.add(weighLow(a, b, w01), weighLow(c, d, w23));
    const high = i32x4.add(weighHigh(a, b, w01), weighHigh(c, d, w23));
    const words = rounded(low, high);
    v128.store64_lane(out, i8x16.narrow_i16x8_u(words, words), 0);
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
}

function downMany(middle: usize, width: i32, index: usize, weight: usize, count: i32, out: usize): void {
  for (let x = 0; x < width; x += 8) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let k = 0; k < count; k += 2) {
      const a = v128.load(middle + ((load<i32>(index + (k << 2)) * width + x) << 1));
      const b = v128.load(middle + ((load<i32>(index + (k << 2), 4) * width + x) << 1));
      const weights = v128.load32_splat(weight + (k << 1));
      low = i32x4.add(low, weighLow(a, b, weights));
      high = i32x4.add(high, weighHigh(a, b, weights));
    }
    const words = rounded(low, high);
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(words, words), 0);
  }
}
