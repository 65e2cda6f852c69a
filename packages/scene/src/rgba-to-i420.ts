/**
 * RGBA to the planes video codecs take.
 * @module
 */

/** Tight planes: `y` is width x height, `u` and `v` are ceil(width / 2) x ceil(height / 2). */
export interface I420 {
  width: number;
  height: number;
  y: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
}

/**
 * Converts to BT.709 limited range (Y 16…235, chroma 16…240) in 16-bit fixed point; chroma is the mean of each 2x2
 * box, at odd edges of what there is of it.
 *
 * Y = 16 + 219/255 (.2126 R + .7152 G + .0722 B); Cb = 128 + 224/255 (B - Y') / 1.8556; Cr = 128 + 224/255 (R - Y') / 1.5748.
 * @param out planes to write into (of the right sizes); made anew when absent
 */
export function rgbaToI420(
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  out?: I420,
): I420 {
  const cw = (width + 1) >> 1;
  const ch = (height + 1) >> 1;
  const planes = out ?? {
    width,
    height,
    y: new Uint8Array(width * height),
    u: new Uint8Array(cw * ch),
    v: new Uint8Array(cw * ch),
  };
  const { y: Y, u: U, v: V } = planes;
  for (let i = 0, p = 0, n = width * height; i < n; i++, p += 4) {
    Y[i] = (11966 * rgba[p]! + 40254 * rgba[p + 1]! + 4064 * rgba[p + 2]! + 1081344) >> 16;
  }
  for (let cy = 0, c = 0; cy < ch; cy++) {
    const top = cy * 2 * width;
    // An odd last row or column is counted twice, which leaves its mean.
    const bottom = cy * 2 + 1 < height ? top + width : top;
    for (let cx = 0; cx < cw; cx++, c++) {
      const left = cx * 2;
      const right = left + 1 < width ? left + 1 : left;
      const a = (top + left) * 4;
      const b = (top + right) * 4;
      const d = (bottom + left) * 4;
      const e = (bottom + right) * 4;
      const r = rgba[a]! + rgba[b]! + rgba[d]! + rgba[e]!;
      const g = rgba[a + 1]! + rgba[b + 1]! + rgba[d + 1]! + rgba[e + 1]!;
      const l = rgba[a + 2]! + rgba[b + 2]! + rgba[d + 2]! + rgba[e + 2]!;
      // Sums of four: 18 bits of fraction; each row's coefficients add up to nothing, so that grey stays 128.
      U[c] = (-6596 * r - 22189 * g + 28785 * l + 33685504) >> 18;
      V[c] = (28785 * r - 26145 * g - 2640 * l + 33685504) >> 18;
    }
  }
  planes.width = width;
  planes.height = height;
  return planes;
}
