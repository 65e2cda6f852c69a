/**
 * A plane of bytes to a rectangle of another size, both ways in one pass. Each thread writes one word: four pixels that follow one another
 * in the tight result, across the end of a row too.
 *
 * ```
 *   source  rowBytes apart, from firstByte on          result  tight, from firstWord on
 *  ┌──────────────────────────┐
 *  │ whole picture, 0 .. last │                        ┌───────────┐
 *  │   ┌─ corner ───────┐     │      taps of output    │ out       │
 *  │   │ what is held   │     │  ──  offset + (x, y) → │           │
 *  │   └────────────────┘     │                        └───────────┘
 *  └──────────────────────────┘
 * ```
 *
 * Tables of taps hold `[first sample, weights]` for each output of the whole target, so a region computes what the whole would.
 *
 * @module
 */
/** Threads of a workgroup, one word each. */
export const RESAMPLE_GROUP = 64;
/** Workgroups in a row of the dispatch: below every device's limit of 65,535 each way. */
export const RESAMPLE_ROW = 1024;
export const WINDOW_BYTES = 48;

export function windowNumbers(window: {
  out: { x: number; y: number; width: number; height: number };
  corner: { x: number; y: number };
  last: { x: number; y: number };
  rowBytes: number;
  firstByte: number;
  firstWord: number;
}): Int32Array<ArrayBuffer> {
  const { out, corner, last, rowBytes, firstByte, firstWord } = window;
  return Int32Array.of(
    ...[out.width, out.height, out.x, out.y],
    ...[corner.x, corner.y, last.x, last.y],
    ...[rowBytes, firstByte, firstWord, 0],
  );
}

export const RESAMPLE = /* wgsl */ `
struct Window {
  out: vec2u,       // size of the rectangle that is made
  offset: vec2u,    // its place in the whole target
  corner: vec2i,    // of what the source buffer holds
  last: vec2i,      // of the whole source
  rowBytes: i32,
  firstByte: i32,
  firstWord: u32,
}
override taps_x: u32 = 4;
override taps_y: u32 = 4;
@group(0) @binding(0) var<uniform> window: Window;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read> across: array<i32>;
@group(0) @binding(3) var<storage, read> down: array<i32>;
@group(0) @binding(4) var<storage, read_write> result: array<u32>;

fn sampleAt(row: i32, x: i32) -> i32 {
  let byte = u32(row + clamp(x, 0, window.last.x) - window.corner.x);
  return i32(extractBits(source[byte >> 2u], (byte & 3u) * 8u, 8u));
}

// The CPU's resampler rounds between its two passes, to 6 bits of fraction; so does this.
fn pixel(at: vec2u) -> i32 {
  let tapX = (window.offset.x + at.x) * (taps_x + 1u);
  let tapY = (window.offset.y + at.y) * (taps_y + 1u);
  let firstX = across[tapX];
  let firstY = down[tapY];
  var sum = 1 << 19u;
  for (var ky = 0u; ky < taps_y; ky++) {
    let y = clamp(firstY + i32(ky), 0, window.last.y) - window.corner.y;
    let row = window.firstByte + y * window.rowBytes;
    var line = 1 << 7u;
    for (var kx = 0u; kx < taps_x; kx++) {
      line += across[tapX + 1u + kx] * sampleAt(row, firstX + i32(kx));
    }
    sum += down[tapY + 1u + ky] * (line >> 8u);
  }
  return clamp(sum >> 20u, 0, 255);
}

@compute @workgroup_size(${RESAMPLE_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.y * ${RESAMPLE_ROW * RESAMPLE_GROUP}u + id.x;
  let area = window.out.x * window.out.y;
  if (word * 4u >= area) { return; }
  var bytes = 0u;
  for (var i = 0u; i < 4u; i++) {
    let n = min(word * 4u + i, area - 1u);
    bytes |= u32(pixel(vec2u(n % window.out.x, n / window.out.x))) << (i * 8u);
  }
  result[window.firstWord + word] = bytes;
}
`;
