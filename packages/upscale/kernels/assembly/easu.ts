/**
 * The edge-adaptive upscaler (`src/fixtures/spatial-formula.ts` has the formulas), four outputs at a time in 32-bit floats of 0..255.
 *
 * ```
 *          at - 1   at   at + 1  at + 2      columns of the float rows
 *   row 0            b     c
 *   row 1     e      f     g       h         f: the source pixel at or before the output
 *   row 2     i      j     k       l
 *   row 3            n     o
 * ```
 */

/** Rows of `width` bytes at `src` -> rows of floats at `out`, `stride` bytes apart, both ends repeated `left` and `right` times. */
export function floatRow(src: usize, width: i32, left: i32, right: i32, out: usize): void {
  const first = <f32>load<u8>(src);
  for (let x = 0; x < left; x++) store<f32>(out + (x << 2), first);
  const inner = out + (left << 2);
  for (let x = 0; x < width; x += 4) v128.store(inner + (x << 2), bytesToFloats(src + x));
  const last = <f32>load<u8>(src + width - 1);
  const end = inner + (width << 2);
  for (let x = 0; x < right; x++) store<f32>(end + (x << 2), last);
}

/** Four bytes. */
export function bytesToFloats(at: usize): v128 {
  const words = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
}

/**
 * What is known of the edge through every pixel of a float row of `width`, from its neighbours: slope across, slope down, and how much of them is
 * one edge rather than a ridge. Three rows of floats at `out`, `plane` bytes apart. The first and last pixel's are worth nothing.
 */
export function edgeRow(above: usize, here: usize, below: usize, width: i32, out: usize, plane: usize): void {
  for (const end = here + (width << 2); here < end; here += 16) {
    const centre = v128.load(here);
    const left = v128.load(here - 4);
    const right = v128.load(here, 4);
    const up = v128.load(above);
    const down = v128.load(below);
    v128.store(out, f32x4.sub(right, left));
    v128.store(out + plane, f32x4.sub(down, up));
    v128.store(out + 2 * plane, f32x4.add(singleness(left, centre, right), singleness(up, centre, down)));
    above += 16;
    below += 16;
    out += 16;
  }
}

/** (|after - before| / the steeper half of it, at most 1) squared; 0 where flat. */
function singleness(before: v128, here: v128, after: v128): v128 {
  const steepest = f32x4.max(f32x4.abs(f32x4.sub(after, here)), f32x4.abs(f32x4.sub(here, before)));
  // Half a step of bytes instead of zero: the dividend is then zero.
  const share = f32x4.div(f32x4.abs(f32x4.sub(after, before)), f32x4.max(steepest, f32x4.splat(0.5)));
  const most = f32x4.min(share, f32x4.splat(1));
  return f32x4.mul(most, most);
}

/** Three edge rows and those of the next row (`plane` bytes apart each), blended into three rows at `out`. */
function blendEdges(upper: usize, lower: usize, plane: usize, py: f32, out: usize): void {
  const toLower = f32x4.splat(py);
  for (let at: usize = 0; at < 3 * plane; at += 16) {
    const a = v128.load(upper + at);
    const b = v128.load(lower + at);
    v128.store(out + at, f32x4.add(a, f32x4.mul(toLower, f32x4.sub(b, a))));
  }
}

/** Values at `at[0..3]` and their right neighbours, blended by px. */
function gather(row: usize, at: usize, px: v128): v128 {
  const ab = v128.load64_lane(row + (load<i32>(at, 4) << 2), v128.load64_zero(row + (load<i32>(at) << 2)), 1);
  const cd = v128.load64_lane(
    row + (load<i32>(at, 12) << 2),
    v128.load64_zero(row + (load<i32>(at, 8) << 2)),
    1,
  );
  const here = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
  const next = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
  return f32x4.add(here, f32x4.mul(px, f32x4.sub(next, here)));
}

/** `(25/16 (2/5 d2 - 1)^2 - 9/16) (lobe d2 - 1)^2` of the squared distance, cut off at `clip`; the first factor is multiplied out. */
function weigh(distance2: v128, lobe: v128, clip: v128): v128 {
  const d2 = f32x4.min(distance2, clip);
  const window = f32x4.sub(f32x4.mul(d2, lobe), f32x4.splat(1));
  const slope = f32x4.sub(f32x4.mul(d2, f32x4.splat(0.25)), f32x4.splat(1.25));
  const bell = f32x4.add(f32x4.mul(slope, d2), f32x4.splat(1));
  return f32x4.mul(bell, f32x4.mul(window, window));
}

/** Columns of four outputs' rows of four pixels. */
function outer(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<i32>(
    v128.shuffle<i32>(a, b, 0, 4, 3, 7),
    v128.shuffle<i32>(c, d, 0, 4, 3, 7),
    0,
    1,
    4,
    5,
  );
}
function outerRight(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<i32>(
    v128.shuffle<i32>(a, b, 0, 4, 3, 7),
    v128.shuffle<i32>(c, d, 0, 4, 3, 7),
    2,
    3,
    6,
    7,
  );
}
function inner(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<i32>(
    v128.shuffle<i32>(a, b, 1, 5, 2, 6),
    v128.shuffle<i32>(c, d, 1, 5, 2, 6),
    0,
    1,
    4,
    5,
  );
}
function innerRight(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<i32>(
    v128.shuffle<i32>(a, b, 1, 5, 2, 6),
    v128.shuffle<i32>(c, d, 1, 5, 2, 6),
    2,
    3,
    6,
    7,
  );
}

/**
 * One row of `width` outputs (a multiple of 4) as bytes at `out`. `rows`: four float rows, `stride` bytes apart. `edges`: the edge rows of
 * rows 1 and 2, each three rows `plane` bytes apart. `blended`: room for three more. For every output `at` is f's column and `px`
 * its distance to the right of f; `py` is the distance below.
 */
export function easuRow(
  rows: usize,
  stride: usize,
  edges: usize,
  plane: usize,
  blended: usize,
  at: usize,
  px: usize,
  py: f32,
  out: usize,
  width: i32,
): void {
  blendEdges(edges, edges + 3 * plane, plane, py, blended);
  for (const end = out + width; out < end; out += 4) {
    const pixels = easuFour(rows, stride, blended, plane, at, v128.load(px), py);
    const words = i16x8.narrow_i32x4_s(pixels, pixels);
    v128.store32_lane(out, i8x16.narrow_i16x8_u(words, words), 0);
    at += 16;
    px += 16;
  }
}

function easuFour(
  rows: usize,
  stride: usize,
  blended: usize,
  plane: usize,
  at: usize,
  px: v128,
  py: f32,
): v128 {
  const atA: usize = rows + ((load<i32>(at) - 1) << 2);
  const atB: usize = rows + ((load<i32>(at, 4) - 1) << 2);
  const atC: usize = rows + ((load<i32>(at, 8) - 1) << 2);
  const atD: usize = rows + ((load<i32>(at, 12) - 1) << 2);
  let low = f32x4.splat(255);
  let high = f32x4.splat(0);
  for (let r = 1; r <= 2; r++) {
    const row = r * stride;
    const a = v128.load(atA + row);
    const b = v128.load(atB + row);
    const c = v128.load(atC + row);
    const d = v128.load(atD + row);
    const left = inner(a, b, c, d);
    const right = innerRight(a, b, c, d);
    low = f32x4.min(low, f32x4.min(left, right));
    high = f32x4.max(high, f32x4.max(left, right));
  }
  // The result is cut at this range: where it is one value, that is the result.
  if (!v128.any_true(f32x4.ne(low, high))) return i32x4.trunc_sat_f32x4_s(low);

  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  // The direction across the edge, of length 1. Below half a step of 8 bits, squared and rooted, it is noise: then the x axis.
  const slopeX = gather(blended, at, px);
  const slopeY = gather(blended + plane, at, px);
  const size = f32x4.sqrt(f32x4.add(f32x4.mul(slopeX, slopeX), f32x4.mul(slopeY, slopeY)));
  const flat = f32x4.lt(size, f32x4.splat(<f32>255 / <f32>181));
  const edgeX = v128.bitselect(one, f32x4.div(slopeX, size), flat);
  const edgeY = v128.bitselect(f32x4.splat(0), f32x4.div(slopeY, size), flat);
  const halfLength = f32x4.mul(gather(blended + 2 * plane, at, px), half);
  const strength = f32x4.mul(halfLength, halfLength);
  const stretch = f32x4.div(one, f32x4.max(f32x4.abs(edgeX), f32x4.abs(edgeY)));
  const along = f32x4.add(one, f32x4.mul(f32x4.sub(stretch, one), strength));
  const across = f32x4.sub(one, f32x4.mul(half, strength));
  const lobe = f32x4.add(half, f32x4.mul(f32x4.splat(0.25 - 0.04 - 0.5), strength));
  const clip = f32x4.div(one, lobe);

  // Squared distance of the tap (dx, dy), turned and stretched: xx dx^2 + dy (xy dx + yy dy).
  const along2 = f32x4.mul(along, along);
  const across2 = f32x4.mul(across, across);
  const edgeX2 = f32x4.mul(edgeX, edgeX);
  const edgeY2 = f32x4.mul(edgeY, edgeY);
  const xx = f32x4.add(f32x4.mul(edgeX2, along2), f32x4.mul(edgeY2, across2));
  const yy = f32x4.add(f32x4.mul(edgeY2, along2), f32x4.mul(edgeX2, across2));
  const twist = f32x4.mul(f32x4.mul(edgeX, edgeY), f32x4.sub(along2, across2));
  const xy = f32x4.add(twist, twist);
  const dx0 = f32x4.sub(f32x4.splat(-1), px);
  const dx1 = f32x4.neg(px);
  const dx2 = f32x4.sub(one, px);
  const dx3 = f32x4.sub(f32x4.splat(2), px);
  const x0 = f32x4.mul(xx, f32x4.mul(dx0, dx0));
  const x1 = f32x4.mul(xx, f32x4.mul(dx1, dx1));
  const x2 = f32x4.mul(xx, f32x4.mul(dx2, dx2));
  const x3 = f32x4.mul(xx, f32x4.mul(dx3, dx3));
  const t0 = f32x4.mul(xy, dx0);
  const t1 = f32x4.mul(xy, dx1);
  const t2 = f32x4.mul(xy, dx2);
  const t3 = f32x4.mul(xy, dx3);

  let dy = f32x4.splat(-1 - py);
  let turn = f32x4.mul(yy, dy);
  let a = v128.load(atA);
  let b = v128.load(atB);
  let c = v128.load(atC);
  let d = v128.load(atD);
  let weight = weigh(f32x4.add(x1, f32x4.mul(dy, f32x4.add(t1, turn))), lobe, clip);
  let weights = weight;
  let sum = f32x4.mul(weight, inner(a, b, c, d));
  weight = weigh(f32x4.add(x2, f32x4.mul(dy, f32x4.add(t2, turn))), lobe, clip);
  weights = f32x4.add(weights, weight);
  sum = f32x4.add(sum, f32x4.mul(weight, innerRight(a, b, c, d)));

  let row: usize = stride;
  for (let r = 0; r < 2; r++) {
    dy = f32x4.splat(<f32>r - py);
    turn = f32x4.mul(yy, dy);
    a = v128.load(atA + row);
    b = v128.load(atB + row);
    c = v128.load(atC + row);
    d = v128.load(atD + row);
    weight = weigh(f32x4.add(x0, f32x4.mul(dy, f32x4.add(t0, turn))), lobe, clip);
    weights = f32x4.add(weights, weight);
    sum = f32x4.add(sum, f32x4.mul(weight, outer(a, b, c, d)));
    weight = weigh(f32x4.add(x1, f32x4.mul(dy, f32x4.add(t1, turn))), lobe, clip);
    weights = f32x4.add(weights, weight);
    sum = f32x4.add(sum, f32x4.mul(weight, inner(a, b, c, d)));
    weight = weigh(f32x4.add(x2, f32x4.mul(dy, f32x4.add(t2, turn))), lobe, clip);
    weights = f32x4.add(weights, weight);
    sum = f32x4.add(sum, f32x4.mul(weight, innerRight(a, b, c, d)));
    weight = weigh(f32x4.add(x3, f32x4.mul(dy, f32x4.add(t3, turn))), lobe, clip);
    weights = f32x4.add(weights, weight);
    sum = f32x4.add(sum, f32x4.mul(weight, outerRight(a, b, c, d)));
    row += stride;
  }

  dy = f32x4.splat(2 - py);
  turn = f32x4.mul(yy, dy);
  a = v128.load(atA + row);
  b = v128.load(atB + row);
  c = v128.load(atC + row);
  d = v128.load(atD + row);
  weight = weigh(f32x4.add(x1, f32x4.mul(dy, f32x4.add(t1, turn))), lobe, clip);
  weights = f32x4.add(weights, weight);
  sum = f32x4.add(sum, f32x4.mul(weight, inner(a, b, c, d)));
  weight = weigh(f32x4.add(x2, f32x4.mul(dy, f32x4.add(t2, turn))), lobe, clip);
  weights = f32x4.add(weights, weight);
  sum = f32x4.add(sum, f32x4.mul(weight, innerRight(a, b, c, d)));

  // Ringing is cut at the four nearest pixels' range.
  const pixel = f32x4.min(high, f32x4.max(low, f32x4.div(sum, weights)));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(pixel, half));
}
