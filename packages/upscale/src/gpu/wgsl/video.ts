/**
 * Video frames in and out without a copy through the processor.
 *
 * ```
 *  external texture (RGB, as the browser converts it) ─ take ─ picture: y, u, v as bytes
 *  result: y, u, v as bytes ─ show ─ canvas (RGB)
 * ```
 *
 * A thread of `take` writes one word, four samples of one plane; which plane is told by the word's index. Chroma is the mean of its four
 * pixels, which is where 4:2:0 puts it.
 *
 * @module
 */
import { PACKED } from './picture.ts';

/** Threads of a workgroup of `take`, and workgroups in a row of its dispatch. */
export const TAKE_GROUP = 64;
export const TAKE_ROW = 1024;
export const VIDEO_BYTES = 48;

const VIDEO_STRUCT = /* wgsl */ `
struct Video {
  size: vec2u,
  uWord: u32,
  vWord: u32,
  endWord: u32,
  kr: f32,
  kb: f32,
  lumaFrom: f32,
  lumaRange: f32,
  chromaRange: f32,
}
@group(0) @binding(0) var<uniform> video: Video;
`;

/** `Video` as its uniform buffer holds it; `colour` as `colourNumbers` gives it. */
export function videoNumbers(
  size: { width: number; height: number },
  words: { u: number; v: number; end: number },
  colour: readonly number[],
): ArrayBuffer {
  const buffer = new ArrayBuffer(VIDEO_BYTES);
  new Uint32Array(buffer).set([size.width, size.height, words.u, words.v, words.end]);
  new Float32Array(buffer).set(colour, 5);
  return buffer;
}

export const TAKE = /* wgsl */ `
${VIDEO_STRUCT}
@group(0) @binding(1) var frame: texture_external;
@group(0) @binding(2) var<storage, read_write> picture: array<u32>;
${PACKED}

fn rgbAt(at: vec2u) -> vec3f {
  return textureLoad(frame, min(at, video.size - 1u)).rgb;
}

fn lumaOf(rgb: vec3f) -> f32 {
  return dot(rgb, vec3f(video.kr, 1.0 - video.kr - video.kb, video.kb));
}

fn luma(n: u32) -> f32 {
  let rgb = rgbAt(vec2u(n % video.size.x, n / video.size.x));
  return video.lumaFrom + video.lumaRange * lumaOf(rgb);
}

fn chroma(n: u32, blue: bool) -> f32 {
  let width = (video.size.x + 1u) / 2u;
  let at = 2u * vec2u(n % width, n / width);
  let rgb = (rgbAt(at) + rgbAt(at + vec2u(1, 0)) + rgbAt(at + vec2u(0, 1)) + rgbAt(at + vec2u(1, 1))) / 4.0;
  let y = lumaOf(rgb);
  let difference = select((rgb.r - y) / (2.0 - 2.0 * video.kr), (rgb.b - y) / (2.0 - 2.0 * video.kb), blue);
  return 128.0 + video.chromaRange * difference;
}

@compute @workgroup_size(${TAKE_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.y * ${TAKE_ROW * TAKE_GROUP}u + id.x;
  if (word >= video.endWord) { return; }
  var values = vec4f(0.5);
  for (var i = 0u; i < 4u; i++) {
    if (word < video.uWord) { values[i] += luma(word * 4u + i); }
    else if (word < video.vWord) { values[i] += chroma((word - video.uWord) * 4u + i, true); }
    else { values[i] += chroma((word - video.vWord) * 4u + i, false); }
  }
  picture[word] = packed(values);
}
`;

/** One triangle over the whole canvas; its size is that of the result. */
export const SHOW = /* wgsl */ `
${VIDEO_STRUCT}
@group(0) @binding(1) var<storage, read> result: array<u32>;

@vertex
fn corner(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn byteAt(firstWord: u32, byte: u32) -> f32 {
  return f32(extractBits(result[firstWord + (byte >> 2u)], (byte & 3u) * 8u, 8u));
}

// Chroma between its samples, each of which lies amid four pixels.
fn chromaAt(firstWord: u32, at: vec2u) -> f32 {
  let size = vec2i(video.size + 1u) / 2;
  let place = vec2f(at) * 0.5 - 0.25;
  let low = vec2i(floor(place));
  let share = place - floor(place);
  let a = vec2u(clamp(low, vec2i(0), size - 1));
  let b = vec2u(clamp(low + 1, vec2i(0), size - 1));
  let width = u32(size.x);
  let upper = mix(byteAt(firstWord, a.y * width + a.x), byteAt(firstWord, a.y * width + b.x), share.x);
  let lower = mix(byteAt(firstWord, b.y * width + a.x), byteAt(firstWord, b.y * width + b.x), share.x);
  return (mix(upper, lower, share.y) - 128.0) / video.chromaRange;
}

@fragment
fn colour(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let at = vec2u(position.xy);
  let y = (byteAt(0u, at.y * video.size.x + at.x) - video.lumaFrom) / video.lumaRange;
  let u = chromaAt(video.uWord, at);
  let v = chromaAt(video.vWord, at);
  let r = y + v * (2.0 - 2.0 * video.kr);
  let b = y + u * (2.0 - 2.0 * video.kb);
  let g = (y - video.kr * r - video.kb * b) / (1.0 - video.kr - video.kb);
  return vec4f(r, g, b, 1.0);
}
`;
