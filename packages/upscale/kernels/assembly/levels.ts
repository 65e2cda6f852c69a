/**
 * Differences of bytes, kept in bytes around a level of 128, and their way back (`src/back-projection.ts`). Counts are of whole vectors of 16.
 */
const LEVEL: i16 = 128;

/** `out = 128 + a - b`, held to bytes. */
export function levelDifference(a: usize, b: usize, out: usize, count: i32): void {
  const level = i16x8.splat(LEVEL);
  for (let i = 0; i < count; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    const low = i16x8.sub(i16x8.extend_low_i8x16_u(x), i16x8.extend_low_i8x16_u(y));
    const high = i16x8.sub(i16x8.extend_high_i8x16_u(x), i16x8.extend_high_i8x16_u(y));
    v128.store(out + i, i8x16.narrow_i16x8_u(i16x8.add(low, level), i16x8.add(high, level)));
  }
}

/** `plane += (difference - 128) * strength / 16`, rounded, held to bytes. */
export function addDifference(plane: usize, difference: usize, strength: i32, count: i32): void {
  const times = i16x8.splat(<i16>strength);
  for (let i = 0; i < count; i += 16) {
    const now = v128.load(plane + i);
    const by = v128.load(difference + i);
    const low = i16x8.add(i16x8.extend_low_i8x16_u(now), scaled(i16x8.extend_low_i8x16_u(by), times));
    const high = i16x8.add(i16x8.extend_high_i8x16_u(now), scaled(i16x8.extend_high_i8x16_u(by), times));
    v128.store(plane + i, i8x16.narrow_i16x8_u(low, high));
  }
}

function scaled(difference: v128, times: v128): v128 {
  const product = i16x8.mul(i16x8.sub(difference, i16x8.splat(LEVEL)), times);
  return i16x8.shr_s(i16x8.add(product, i16x8.splat(8)), 4);
}
