/**
 * I420 frames: making, checking.
 *
 * @module
 */
import { UpscaleError } from './errors.ts';
import type { I420Frame, Region, Size } from './types.ts';

/** 8K: above it a size is a mistake or an attack, and its planes would not fit a WASM heap. */
export const MAX_SIDE_PX = 8192;

/** Below it the networks' cell of 2x2 pixels and the codecs' blocks make no sense. */
export const MIN_SIDE_PX = 2;

/** Chroma's side for a luma side, in pixels. */
export function chromaSide(lumaSidePx: number): number {
  return (lumaSidePx + 1) >> 1;
}

/** A black frame (BT.601 limited range: Y 16, U = V 128). */
export function createI420(size: Size): I420Frame {
  const chroma = chromaSide(size.width) * chromaSide(size.height);
  return {
    width: size.width,
    height: size.height,
    y: new Uint8Array(size.width * size.height).fill(16),
    u: new Uint8Array(chroma).fill(128),
    v: new Uint8Array(chroma).fill(128),
  };
}

/** Throws `P2C2G_UPSCALE_BAD_FRAME` unless sizes are whole, within limits, and every plane is exactly as long as they say. */
export function checkFrame(frame: I420Frame): void {
  const fault = sideFault(frame);
  if (fault) throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', fault);
  const chroma = chromaSide(frame.width) * chromaSide(frame.height);
  checkPlane('y', frame.y, frame.width * frame.height);
  checkPlane('u', frame.u, chroma);
  checkPlane('v', frame.v, chroma);
}

/** Throws `P2C2G_UPSCALE_BAD_TARGET` unless the size is whole and within limits. */
export function checkTarget(target: Size): void {
  const fault = sideFault(target);
  if (fault) throw new UpscaleError('P2C2G_UPSCALE_BAD_TARGET', fault);
}

/** Throws `P2C2G_UPSCALE_BAD_REGION` unless it lies inside `target` and covers whole chroma samples. */
export function checkRegion(region: Region, target: Size): void {
  const { x, y, width, height } = region;
  if (!sideFits(x, width, target.width) || !sideFits(y, height, target.height)) {
    throw new UpscaleError(
      'P2C2G_UPSCALE_BAD_REGION',
      `${width}x${height} at ${x},${y} of ${target.width}x${target.height} (even numbers, inside)`,
    );
  }
}

function sideFits(start: number, length: number, whole: number): boolean {
  if (!Number.isInteger(start) || !Number.isInteger(length)) return false;
  if (start < 0 || length < 1 || start + length > whole) return false;
  return start % 2 === 0 && (length % 2 === 0 || start + length === whole);
}

function checkPlane(name: string, plane: Uint8Array, length: number): void {
  if (!(plane instanceof Uint8Array) || plane.length !== length) {
    throw new UpscaleError(
      'P2C2G_UPSCALE_BAD_FRAME',
      `plane ${name} needs ${length} bytes, has ${plane?.length}`,
    );
  }
}

function sideFault({ width, height }: Size): string | undefined {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < MIN_SIDE_PX || side > MAX_SIDE_PX) {
      return `${width}x${height} (each side ${MIN_SIDE_PX}..${MAX_SIDE_PX} px)`;
    }
  }
  return undefined;
}
