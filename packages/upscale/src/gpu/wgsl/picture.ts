/**
 * What all shaders share: the frame's numbers, and the picture's bytes.
 *
 * The input picture is a tight plane of bytes, four to a word, lowest first; row y begins at byte y * width, wherever in a word
 * that is. `pictureAt` repeats the edge on all four sides.
 *
 * ```
 *  word   0           1           2
 *        ┌──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬ ...
 *        │a0│a1│a2│a3│a4│b0│b1│b2│b3│b4│      a plane five pixels wide
 *        └──┴──┴──┴──┴──┴──┴──┴──┴──┴──┴ ...
 * ```
 *
 * @module
 */

/** Bytes of `Frame` in a uniform buffer. */
export const FRAME_BYTES = 32;

export const FRAME_STRUCT = /* wgsl */ `
struct Frame {
  size: vec2i,      // of the input picture, in pixels
  origin: vec2i,    // input pixel of the first cell's first output
  cells: vec2u,     // cells of the last pass
  rowWords: u32,    // words in a row of the plane that the last pass writes
  planeWords: u32,  // words between the planes of a network with several
}`;

/** `Frame` as its uniform buffer holds it. */
export function frameNumbers(frame: {
  width: number;
  height: number;
  originX: number;
  originY: number;
  cellsX: number;
  cellsY: number;
  rowWords: number;
  planeWords: number;
}): Int32Array<ArrayBuffer> {
  const { width, height, originX, originY, cellsX, cellsY, rowWords, planeWords } = frame;
  return Int32Array.of(width, height, originX, originY, cellsX, cellsY, rowWords, planeWords);
}

/** Needs `frame` and `picture: array<u32>`. 0..255. */
export const PICTURE_AT = /* wgsl */ `
fn pictureAt(plane: u32, at: vec2i) -> f32 {
  let inside = clamp(at, vec2i(0), frame.size - 1);
  let byte = u32(inside.y * frame.size.x + inside.x);
  return f32(extractBits(picture[plane * frame.planeWords + (byte >> 2u)], (byte & 3u) * 8u, 8u));
}`;

/** Four values, clamped to 0..255 and truncated, as the bytes of a word. */
export const PACKED = /* wgsl */ `
fn packed(values: vec4f) -> u32 {
  let bytes = vec4u(clamp(values, vec4f(0), vec4f(255)));
  return bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}`;
