/**
 * Stills as the product's streams would carry them.
 * @module
 */
import { rgbaToI420 } from '@p2c2g/scene';
import type { I420Frame, Size } from '@p2c2g/upscale';
import { readPicture } from './ffmpeg.ts';

/** Planes of a picture: BT.709 limited range, 4:2:0, as the demo's capture makes them. */
export async function readStill(path: string): Promise<I420Frame> {
  const { width, height, rgb } = await readPicture(path);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0, p = 0; i < rgb.length; i += 3, p += 4) {
    rgba[p] = rgb[i]!;
    rgba[p + 1] = rgb[i + 1]!;
    rgba[p + 2] = rgb[i + 2]!;
  }
  return rgbaToI420(rgba, width, height);
}

/** Tight RGB of a frame in BT.709 limited range; chroma is repeated. For looking at, not for measuring. */
export function toRgb({ width, height, y, u, v }: I420Frame): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  const half = (width + 1) >> 1;
  const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  for (let row = 0, i = 0, out = 0; row < height; row++) {
    for (let x = 0; x < width; x++, i++, out += 3) {
      const c = (row >> 1) * half + (x >> 1);
      const luma = ((y[i]! - 16) * 255) / 219;
      const blue = ((u[c]! - 128) * 255) / 224;
      const red = ((v[c]! - 128) * 255) / 224;
      rgb[out] = byte(luma + 1.5748 * red);
      rgb[out + 1] = byte(luma - 0.1873 * blue - 0.4681 * red);
      rgb[out + 2] = byte(luma + 1.8556 * blue);
    }
  }
  return rgb;
}

export function cropRect(frame: I420Frame, at: { x: number; y: number }, to: Size): I420Frame {
  const plane = (source: Uint8Array, stride: number, x: number, y: number, width: number, height: number) => {
    const out = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const from = (y + row) * stride + x;
      out.set(source.subarray(from, from + width), row * width);
    }
    return out;
  };
  const half = [at.x >> 1, at.y >> 1, to.width >> 1, to.height >> 1] as const;
  const chromaStride = (frame.width + 1) >> 1;
  return {
    ...to,
    y: plane(frame.y, frame.width, at.x, at.y, to.width, to.height),
    u: plane(frame.u, chromaStride, ...half),
    v: plane(frame.v, chromaStride, ...half),
  };
}
