/**
 * Tier 0 on the GPU: EASU, then RCAS, the formulas of `spatial.ts` pixel by pixel. A thread makes four pixels of a row, one word.
 *
 * ```
 *     b c          f is the source pixel at or before the output's position
 *   e f g h        taps 0 b, 1 c, 2 e, 3 f, 4 g, 5 h, 6 i, 7 j, 8 k, 9 l, 10 n, 11 o
 *   i j k l
 *     n o
 * ```
 *
 * Both planes in between hold a rectangle of the target with rows on words: EASU's is one pixel larger on every side than what is
 * asked for, where the picture goes on.
 *
 * @module
 */
import { PACKED } from './picture.ts';

/** Threads of a workgroup, each way. */
export const SPATIAL_GROUP = 8;
export const SPATIAL_BYTES = 64;

export interface SpatialNumbers {
  input: { width: number; height: number };
  target: { width: number; height: number };
  soft: { x: number; y: number; width: number; height: number };
  sharp: { x: number; y: number; width: number; height: number };
  /** How much of the strongest sharpening is done, 0..1. */
  strength: number;
}

export function spatialNumbers({ input, target, soft, sharp, strength }: SpatialNumbers): ArrayBuffer {
  const buffer = new ArrayBuffer(SPATIAL_BYTES);
  const ints = new Int32Array(buffer);
  ints.set([input.width, input.height, target.width, target.height]);
  ints.set([soft.x, soft.y, soft.width, soft.height, sharp.x, sharp.y, sharp.width, sharp.height], 4);
  ints.set([Math.ceil(soft.width / 4), Math.ceil(sharp.width / 4)], 12);
  new Float32Array(buffer)[14] = strength;
  return buffer;
}

const SHARED = /* wgsl */ `
struct Spatial {
  input: vec2i,
  target_size: vec2i,
  softCorner: vec2i,
  softSize: vec2i,
  sharpCorner: vec2i,
  sharpSize: vec2i,
  softWords: u32,
  sharpWords: u32,
  strength: f32,
}
@group(0) @binding(0) var<uniform> spatial: Spatial;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> result: array<u32>;
${PACKED}

fn byteAt(index: i32) -> f32 {
  let byte = u32(index);
  return f32(extractBits(source[byte >> 2u], (byte & 3u) * 8u, 8u)) / 255.0;
}
`;

export const EASU = /* wgsl */ `
${SHARED}
const PLACES = array<vec2i, 12>(
  vec2i(0, -1), vec2i(1, -1), vec2i(-1, 0), vec2i(0, 0), vec2i(1, 0), vec2i(2, 0),
  vec2i(-1, 1), vec2i(0, 1), vec2i(1, 1), vec2i(2, 1), vec2i(0, 2), vec2i(1, 2),
);

fn sourceAt(at: vec2i) -> f32 {
  let inside = clamp(at, vec2i(0), spatial.input - 1);
  return byteAt(inside.y * spatial.input.x + inside.x);
}

// Slope over three pixels, and how much of it is one edge rather than a ridge, squared.
fn line(before: f32, here: f32, after: f32) -> vec2f {
  let slope = after - before;
  let steepest = max(abs(after - here), abs(here - before));
  let share = select(min(1.0, abs(slope) / steepest), 0.0, steepest == 0.0);
  return vec2f(slope, share * share);
}

fn edge(centre: f32, left: f32, right: f32, up: f32, down: f32) -> vec3f {
  let across = line(left, centre, right);
  let upright = line(up, centre, down);
  return vec3f(across.x, upright.x, across.y + upright.y);
}

fn lanczosLike(d2: f32, lobe: f32) -> f32 {
  let base = 0.4 * d2 - 1.0;
  let window = lobe * d2 - 1.0;
  return (1.5625 * base * base - 0.5625) * window * window;
}

fn easu(at: vec2i) -> f32 {
  // (at + .5) * input / target - .5 in whole numbers: the place must not depend on a division's last bit.
  let double = (2 * at + 1) * spatial.input - spatial.target_size;
  let whole = 2 * spatial.target_size;
  let f = vec2i(floorDiv(double.x, whole.x), floorDiv(double.y, whole.y));
  let p = vec2f(double - f * whole) / vec2f(whole);
  var taps: array<f32, 12>;
  for (var k = 0; k < 12; k++) { taps[k] = sourceAt(f + PLACES[k]); }

  var slope = (1.0 - p.x) * (1.0 - p.y) * edge(taps[3], taps[2], taps[4], taps[0], taps[7]);
  slope += p.x * (1.0 - p.y) * edge(taps[4], taps[3], taps[5], taps[1], taps[8]);
  slope += (1.0 - p.x) * p.y * edge(taps[7], taps[6], taps[8], taps[3], taps[10]);
  slope += p.x * p.y * edge(taps[8], taps[7], taps[9], taps[4], taps[11]);
  let size = length(slope.xy);
  // Below 1/181 (half a step of 8 bits, squared and rooted) direction is noise: take the x axis.
  let noise = size < 1.0 / 181.0;
  let direction = select(slope.xy / size, vec2f(1, 0), noise);
  let strength = slope.z * slope.z * 0.25;

  let stretch = 1.0 / max(abs(direction.x), abs(direction.y));
  let along = 1.0 + (stretch - 1.0) * strength;
  let across = 1.0 - 0.5 * strength;
  let lobe = 0.5 + (0.25 - 0.04 - 0.5) * strength;
  let clip = 1.0 / lobe;
  var sum = 0.0;
  var weights = 0.0;
  for (var k = 0; k < 12; k++) {
    let d = vec2f(PLACES[k]) - p;
    let u = dot(d, direction) * along;
    let v = (d.y * direction.x - d.x * direction.y) * across;
    let weight = lanczosLike(min(u * u + v * v, clip), lobe);
    sum += weight * taps[k];
    weights += weight;
  }
  // Ringing is cut at the four nearest pixels' range.
  let low = min(min(taps[3], taps[4]), min(taps[7], taps[8]));
  let high = max(max(taps[3], taps[4]), max(taps[7], taps[8]));
  return clamp(sum / weights, low, high);
}

fn floorDiv(a: i32, b: i32) -> i32 {
  return select(a / b, -1 - (-1 - a) / b, a < 0);
}

@compute @workgroup_size(${SPATIAL_GROUP}, ${SPATIAL_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= spatial.softWords || i32(id.y) >= spatial.softSize.y) { return; }
  var values = vec4f(0);
  for (var i = 0u; i < 4u; i++) {
    values[i] = easu(spatial.softCorner + vec2i(vec2u(id.x * 4u + i, id.y))) * 255.0 + 0.5;
  }
  result[id.y * spatial.softWords + id.x] = packed(values);
}
`;

export const RCAS = /* wgsl */ `
${SHARED}
// Beyond 1/4 - 1/16 the four-neighbour kernel would amplify noise without bound.
const LIMIT = 0.1875;

fn softAt(at: vec2i) -> f32 {
  let inside = clamp(at, vec2i(0), spatial.target_size - 1) - spatial.softCorner;
  return byteAt(inside.y * i32(spatial.softWords) * 4 + inside.x);
}

fn rcas(at: vec2i) -> f32 {
  let here = softAt(at);
  let n = softAt(at + vec2i(0, -1));
  let s = softAt(at + vec2i(0, 1));
  let w = softAt(at + vec2i(-1, 0));
  let e = softAt(at + vec2i(1, 0));
  let low = min(min(n, s), min(w, e));
  let high = max(max(n, s), max(w, e));
  let toBlack = select(low / (4.0 * high), 0.0, high == 0.0);
  let toWhite = select((1.0 - high) / (4.0 * low - 4.0), 0.0, low == 1.0);
  let lobe = max(-LIMIT, min(0.0, max(-toBlack, toWhite))) * spatial.strength;
  return (lobe * (n + s + w + e) + here) / (4.0 * lobe + 1.0);
}

@compute @workgroup_size(${SPATIAL_GROUP}, ${SPATIAL_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= spatial.sharpWords || i32(id.y) >= spatial.sharpSize.y) { return; }
  var values = vec4f(0);
  for (var i = 0u; i < 4u; i++) {
    values[i] = rcas(spatial.sharpCorner + vec2i(vec2u(id.x * 4u + i, id.y))) * 255.0 + 0.5;
  }
  result[id.y * spatial.sharpWords + id.x] = packed(values);
}
`;
