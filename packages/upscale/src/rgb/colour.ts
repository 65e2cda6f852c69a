/**
 * Video planes to the colours that these networks know, and back. BT.709 limited range both ways, so that a stream of the older matrix comes
 * back as it went in.
 *
 * Chroma lies between its four luma pixels: each pixel takes 9, 3, 3 and 1 sixteenths of the four nearest samples; back, each sample is
 * the mean of its four pixels.
 *
 * @module
 */
import { chromaSide } from '../frame.ts';
import type { I420Frame, Region, Size } from '../types.ts';

/** The rectangle `of` of a frame -> `out`: three planes of `of`'s size, 0..1. What lies beyond the frame repeats its edge. */
export function toRgb(frame: I420Frame, of: Region, out: Float32Array): void {
  const plane = of.width * of.height;
  const columns = { width: chromaSide(frame.width), height: chromaSide(frame.height) };
  for (let row = 0, i = 0; row < of.height; row++) {
    const y = Math.min(of.y + row, frame.height - 1);
    for (let column = 0; column < of.width; column++, i++) {
      const x = Math.min(of.x + column, frame.width - 1);
      const luma = (frame.y[y * frame.width + x]! - 16) / 219;
      const blue = (chromaAt(frame.u, columns, x, y) - 128) / 224;
      const red = (chromaAt(frame.v, columns, x, y) - 128) / 224;
      out[i] = unit(luma + 1.5748 * red);
      out[plane + i] = unit(luma - 0.187324 * blue - 0.468124 * red);
      out[2 * plane + i] = unit(luma + 1.8556 * blue);
    }
  }
}

/** Chroma at a luma pixel, 0..255. */
function chromaAt(plane: Uint8Array, { width, height }: Size, x: number, y: number): number {
  const [nearX, nearY] = [x >> 1, y >> 1];
  const farX = Math.min(width - 1, Math.max(0, nearX + (x & 1 ? 1 : -1)));
  const farY = Math.min(height - 1, Math.max(0, nearY + (y & 1 ? 1 : -1)));
  const near = 3 * plane[nearY * width + nearX]! + plane[nearY * width + farX]!;
  const far = 3 * plane[farY * width + nearX]! + plane[farY * width + farX]!;
  return (3 * near + far) / 16;
}

/** Three planes of `size`, 0..1 or somewhat beyond. */
export interface RgbPicture extends Size {
  planes: Float32Array;
}

/** The rectangle `of` (even numbers) of a picture -> the rectangle of the same size at `at` (even numbers) of `out`. */
export function fromRgb(picture: RgbPicture, of: Region, out: I420Frame, at: { x: number; y: number }): void {
  const { planes } = picture;
  const plane = picture.width * picture.height;
  const half = chromaSide(out.width);
  for (let row = 0; row < of.height; row += 2) {
    const from = (of.y + row) * picture.width + of.x;
    const to = (at.y + row) * out.width + at.x;
    const chroma = ((at.y + row) >> 1) * half + (at.x >> 1);
    for (let column = 0; column < of.width; column += 2) {
      const first = from + column;
      const sum = [0, 0, 0];
      for (const [source, target] of [
        [first, to + column],
        [first + 1, to + column + 1],
        [first + picture.width, to + column + out.width],
        [first + picture.width + 1, to + column + out.width + 1],
      ] as const) {
        const r = unit(planes[source]!);
        const g = unit(planes[plane + source]!);
        const b = unit(planes[2 * plane + source]!);
        out.y[target] = 16.5 + 219 * lumaOf(r, g, b);
        sum[0]! += r;
        sum[1]! += g;
        sum[2]! += b;
      }
      const [r, g, b] = sum.map((value) => value / 4) as [number, number, number];
      const luma = lumaOf(r, g, b);
      out.u[chroma + (column >> 1)] = 128.5 + (224 / 1.8556) * (b - luma);
      out.v[chroma + (column >> 1)] = 128.5 + (224 / 1.5748) * (r - luma);
    }
  }
}

function lumaOf(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function unit(value: number): number {
  return value < 0 ? 0 : Math.min(value, 1);
}
