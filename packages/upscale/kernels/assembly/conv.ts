/**
 * Convolutions in whole numbers: 16-bit values, 16-bit weights, 32-bit sums. `dot` multiplies pairs of neighbouring values, so that a pixel's
 * values, an even number of them, lie beside each other, and one tap's next to the following pixel's.
 *
 * Weights of a block of groups (a group is four outputs): for each row of taps, for each pair of values, for each group, four outputs times two
 * values. The
 * sums of three pixels and three or four groups stay in registers: more would not fit.
 */

/** The pair at `at`, four times. */
function pair(at: usize): v128 {
  return v128.load_splat<u32>(at);
}

function more(sum: v128, values: v128, weights: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(values, weights));
}

function start(from: usize, shift: i32): v128 {
  return i32x4.shl(v128.load(from), shift);
}

/**
 * Three groups of one row of pixels. `rows` holds the addresses of the `rowCount` rows of taps, each `pairs` pairs long; pixels are `step` bytes
 * apart. Sums start from those at `from` (`fromStep` bytes a pixel; 0: the same for all) times two to the `shift`. Up to two pixels after the
 * last are computed and written too.
 */
export function convRow3(
  rows: usize,
  rowCount: i32,
  pairs: i32,
  step: i32,
  weights: usize,
  from: usize,
  fromStep: i32,
  shift: i32,
  out: usize,
  outStep: i32,
  count: i32,
): void {
  for (let j: i32 = 0; j < count; j += 3) {
    let f = from + j * fromStep;
    let a0 = start(f, shift);
    let a1 = start(f + 16, shift);
    let a2 = start(f + 32, shift);
    f += fromStep;
    let b0 = start(f, shift);
    let b1 = start(f + 16, shift);
    let b2 = start(f + 32, shift);
    f += fromStep;
    let c0 = start(f, shift);
    let c1 = start(f + 16, shift);
    let c2 = start(f + 32, shift);
    let w = weights;
    for (let r: i32 = 0; r < rowCount; r++) {
      let p = <usize>load<u32>(rows + ((<usize>r) << 2)) + j * step;
      for (const end = p + (pairs << 2); p < end; p += 4) {
        const x = pair(p);
        const y = pair(p + step);
        const z = pair(p + 2 * step);
        let v = v128.load(w);
        a0 = more(a0, x, v);
        b0 = more(b0, y, v);
        c0 = more(c0, z, v);
        v = v128.load(w, 16);
        a1 = more(a1, x, v);
        b1 = more(b1, y, v);
        c1 = more(c1, z, v);
        v = v128.load(w, 32);
        a2 = more(a2, x, v);
        b2 = more(b2, y, v);
        c2 = more(c2, z, v);
        w += 48;
      }
    }
    let o = out + j * outStep;
    v128.store(o, a0);
    v128.store(o, a1, 16);
    v128.store(o, a2, 32);
    o += outStep;
    v128.store(o, b0);
    v128.store(o, b1, 16);
    v128.store(o, b2, 32);
    o += outStep;
    v128.store(o, c0);
    v128.store(o, c1, 16);
    v128.store(o, c2, 32);
  }
}

/** Four groups, otherwise as `convRow3`. */
export function convRow4(
  rows: usize,
  rowCount: i32,
  pairs: i32,
  step: i32,
  weights: usize,
  from: usize,
  fromStep: i32,
  shift: i32,
  out: usize,
  outStep: i32,
  count: i32,
): void {
  for (let j: i32 = 0; j < count; j += 3) {
    let f = from + j * fromStep;
    let a0 = start(f, shift);
    let a1 = start(f + 16, shift);
    let a2 = start(f + 32, shift);
    let a3 = start(f + 48, shift);
    f += fromStep;
    let b0 = start(f, shift);
    let b1 = start(f + 16, shift);
    let b2 = start(f + 32, shift);
    let b3 = start(f + 48, shift);
    f += fromStep;
    let c0 = start(f, shift);
    let c1 = start(f + 16, shift);
    let c2 = start(f + 32, shift);
    let c3 = start(f + 48, shift);
    let w = weights;
    for (let r: i32 = 0; r < rowCount; r++) {
      let p = <usize>load<u32>(rows + ((<usize>r) << 2)) + j * step;
      for (const end = p + (pairs << 2); p < end; p += 4) {
        const x = pair(p);
        const y = pair(p + step);
        const z = pair(p + 2 * step);
        let v = v128.load(w);
        a0 = more(a0, x, v);
        b0 = more(b0, y, v);
        c0 = more(c0, z, v);
        v = v128.load(w, 16);
        a1 = more(a1, x, v);
        b1 = more(b1, y, v);
        c1 = more(c1, z, v);
        v = v128.load(w, 32);
        a2 = more(a2, x, v);
        b2 = more(b2, y, v);
        c2 = more(c2, z, v);
        v = v128.load(w, 48);
        a3 = more(a3, x, v);
        b3 = more(b3, y, v);
        c3 = more(c3, z, v);
        w += 64;
      }
    }
    let o = out + j * outStep;
    v128.store(o, a0);
    v128.store(o, a1, 16);
    v128.store(o, a2, 32);
    v128.store(o, a3, 48);
    o += outStep;
    v128.store(o, b0);
    v128.store(o, b1, 16);
    v128.store(o, b2, 32);
    v128.store(o, b3, 48);
    o += outStep;
    v128.store(o, c0);
    v128.store(o, c1, 16);
    v128.store(o, c2, 32);
    v128.store(o, c3, 48);
  }
}

/** `count` sums (a multiple of 8) to 16-bit values: halved `shift` times with rounding, cut off below zero and at the largest. */
export function rectifyRow(sums: usize, shift: i32, out: usize, count: i32): void {
  const half = i32x4.splat(1 << (shift - 1));
  const zero = i16x8.splat(0);
  for (let i: i32 = 0; i < count; i += 8) {
    const at = sums + ((<usize>i) << 2);
    const low = i32x4.shr_s(i32x4.add(v128.load(at), half), shift);
    const high = i32x4.shr_s(i32x4.add(v128.load(at, 16), half), shift);
    v128.store(out + ((<usize>i) << 1), i16x8.max_s(i16x8.narrow_i32x4_s(low, high), zero));
  }
}

/**
 * Sums of `count` cells, `cellStep` bytes apart, to rows of pixels: a cell is a square of `block` x `block` (4, 6 or 8) outputs, the sums halved
 * `shift` times and cut off to bytes. `stride` is the picture's. Rows are written in whole words: a few bytes past a row's end are of no account
 * to the row itself and belong to the next, which is why rows go from above to below.
 */
export function cellsRow(
  sums: usize,
  cellStep: i32,
  shift: i32,
  block: i32,
  out: usize,
  stride: i32,
  count: i32,
): void {
  for (let p: i32 = 0; p < block; p++) {
    let o = out + p * stride;
    let s = sums + ((p * block) << 2);
    for (let j: i32 = 0; j < count; j++) {
      const a = i32x4.shr_s(v128.load(s), shift);
      const b = i32x4.shr_s(v128.load(s, 16), shift);
      const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.splat(0));
      if (block === 4) store<u32>(o, i32x4.extract_lane(bytes, 0));
      else store<u64>(o, i64x2.extract_lane(bytes, 0));
      o += block;
      s += cellStep;
    }
  }
}

/** `count` bytes as 16-bit values. */
export function widenRow(src: usize, out: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i += 8) v128.store(out + ((<usize>i) << 1), v128.load8x8_u(src + i));
}
