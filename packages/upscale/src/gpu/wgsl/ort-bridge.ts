/**
 * Between our buffers and a runtime's tensors: the padded picture as floats, and its answer as bytes.
 *
 * ```
 *  picture (bytes) ─ pad ─ tensor 1 x 1 x h+2halo x w+2halo ─ runtime ─ tensor 1 x 1 x h*scale x w*scale ─ pack ─ luma (bytes)
 * ```
 *
 * @module
 */
import { FRAME_STRUCT, PACKED, PICTURE_AT } from './picture.ts';

/** Threads of a workgroup, each way. */
export const BRIDGE_GROUP = 8;

/** `frame.cells` is the padded size here. */
export const PAD = /* wgsl */ `
${FRAME_STRUCT}
@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> picture: array<u32>;
@group(0) @binding(2) var<storage, read_write> padded: array<f32>;
${PICTURE_AT}

@compute @workgroup_size(${BRIDGE_GROUP}, ${BRIDGE_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= frame.cells)) { return; }
  padded[id.y * frame.cells.x + id.x] = pictureAt(0, frame.origin + vec2i(id.xy));
}
`;

/** `frame.cells` is the answer's size here. The graph has added 0.5: clamp, then truncate. */
export const PACK = /* wgsl */ `
${FRAME_STRUCT}
@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> answer: array<f32>;
@group(0) @binding(2) var<storage, read_write> luma: array<u32>;
${PACKED}

@compute @workgroup_size(${BRIDGE_GROUP}, ${BRIDGE_GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= frame.rowWords || id.y >= frame.cells.y) { return; }
  let row = id.y * frame.cells.x;
  var values = vec4f(0);
  for (var i = 0u; i < 4u; i++) { values[i] = answer[row + min(id.x * 4u + i, frame.cells.x - 1u)]; }
  luma[id.y * frame.rowWords + id.x] = packed(values);
}
`;
