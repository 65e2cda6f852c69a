/**
 * How many times larger the full-size half is, and what has to be cropped so that the two halves fit each other exactly.
 * @module
 */
import { type I420Frame, type Size, UpscaleError } from '@p2c2g/upscale';
import { PlainProblem } from '../../scripts/lib/say.mjs';

export interface Shape {
  readonly scale: number;
  readonly low: Size;
  /** `scale` times `low`, each way. */
  readonly high: Size;
}

const SCALES = [2, 3, 4];
/** What the metrics' windows need, with room for a codec's blocks. */
const MIN_LOW_PX = 16;

/**
 * Odd sides lose a pixel, since codecs and 4:2:0 work in pairs; what one half shows beyond the other is cropped at the right and bottom.
 * @param what names the pair in the error
 * @throws PlainProblem unless the sizes are 2, 3 or 4 times one another to within one small pixel
 */
export function fitShape(low: Size, high: Size, what: string): Shape {
  const scale = Math.round(high.width / low.width);
  const strays = (small: number, large: number) => Math.abs(large - small * scale) > scale;
  if (!SCALES.includes(scale) || strays(low.width, high.width) || strays(low.height, high.height)) {
    throw new PlainProblem(
      `${what}: ${low.width}x${low.height} and ${high.width}x${high.height} are not 2, 3 or 4 times one another`,
    );
  }
  const side = (small: number, large: number) => Math.min(small, Math.floor(large / scale)) & ~1;
  const fit = { width: side(low.width, high.width), height: side(low.height, high.height) };
  if (Math.min(fit.width, fit.height) < MIN_LOW_PX) {
    throw new PlainProblem(`${what}: ${low.width}x${low.height} is too small to measure`);
  }
  return { scale, low: fit, high: { width: fit.width * scale, height: fit.height * scale } };
}

/** The upper left part, `to` even and within the frame; the frame itself where it fits already. */
export function cropFrame(frame: I420Frame, to: Size): I420Frame {
  if (frame.width === to.width && frame.height === to.height) return frame;
  if (frame.width < to.width || frame.height < to.height) {
    throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', `${frame.width}x${frame.height} has no ${to.width}`);
  }
  const chromaStride = (frame.width + 1) >> 1;
  const half = { width: to.width >> 1, height: to.height >> 1 };
  return {
    ...to,
    y: cropPlane(frame.y, frame.width, to),
    u: cropPlane(frame.u, chromaStride, half),
    v: cropPlane(frame.v, chromaStride, half),
  };
}

function cropPlane(plane: Uint8Array, stride: number, { width, height }: Size): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) out.set(plane.subarray(y * stride, y * stride + width), y * width);
  return out;
}
