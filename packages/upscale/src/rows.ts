/**
 * Moving rectangles between planes.
 *
 * @module
 */

/** `rows` rows of `width` bytes from one plane to another; `to` is tight. */
export function copyRows(
  from: Uint8Array,
  fromAt: number,
  fromStride: number,
  to: Uint8Array,
  toAt: number,
  width: number,
  rows: number,
): void {
  if (fromStride === width) {
    to.set(from.subarray(fromAt, fromAt + width * rows), toAt);
    return;
  }
  for (let y = 0; y < rows; y++) {
    const at = fromAt + y * fromStride;
    to.set(from.subarray(at, at + width), toAt + y * width);
  }
}
