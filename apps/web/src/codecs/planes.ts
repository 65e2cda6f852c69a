/**
 * `VideoFrame` to planes and back, with no colour conversion where the frame is 4:2:0 already.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import { rgbaToI420 } from '@p2c2g/scene';
import type { I420Frame, Size } from '@p2c2g/upscale';
import { STREAM_COLOR } from './support.ts';

/** A tight I420 picture. */
export interface Planes {
  readonly size: Size;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes, plane by plane. */
  readonly frame: I420Frame;
}

/** Room for one picture, used again for every frame of its size. */
export class PlaneBuffer implements Planes {
  readonly size: Size;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frame: I420Frame;

  constructor(size: Size) {
    const luma = size.width * size.height;
    const chroma = Math.ceil(size.width / 2) * Math.ceil(size.height / 2);
    this.size = size;
    this.bytes = new Uint8Array(luma + 2 * chroma);
    this.frame = {
      ...size,
      y: this.bytes.subarray(0, luma),
      u: this.bytes.subarray(luma, luma + chroma),
      v: this.bytes.subarray(luma + chroma),
    };
  }

  /** Copies a picture of the same size into this one. */
  set(frame: I420Frame): void {
    this.frame.y.set(frame.y);
    this.frame.u.set(frame.u);
    this.frame.v.set(frame.v);
  }

  /** Copies a picture, no larger than this one, to even coordinates of it. */
  setAt(frame: I420Frame, x: number, y: number): void {
    const half = Math.ceil(this.size.width / 2);
    const columns = Math.ceil(frame.width / 2);
    place(frame.y, frame.width, this.frame.y, y * this.size.width + x, this.size.width);
    place(frame.u, columns, this.frame.u, (y / 2) * half + x / 2, half);
    place(frame.v, columns, this.frame.v, (y / 2) * half + x / 2, half);
  }
}

/** Rows of `width` into a plane with rows of `stride`, from `at` on. */
function place(rows: Uint8Array, width: number, plane: Uint8Array, at: number, stride: number): void {
  if (width === stride) return plane.set(rows, at);
  for (let from = 0, to = at; from < rows.length; from += width, to += stride)
    plane.set(rows.subarray(from, from + width), to);
}

let scratch = new Uint8Array(0);
function scratchOf(bytes: number): Uint8Array<ArrayBuffer> {
  if (scratch.byteLength < bytes) scratch = new Uint8Array(bytes);
  return scratch.subarray(0, bytes);
}

/**
 * Copies a frame's picture into `into`, which has the frame's visible size.
 * Software decoders give I420 and hardware ones NV12; anything else goes through RGBA.
 */
export async function readPlanes(frame: VideoFrame, into: Planes): Promise<I420Frame> {
  const { width, height } = into.size;
  const rect = frame.visibleRect;
  if (!rect || rect.width !== width || rect.height !== height) {
    throw new P2c2gError(
      'P2C2G_ENGINE_FAILED',
      `the frame is ${rect?.width}x${rect?.height}, not ${width}x${height}`,
    );
  }
  const half = Math.ceil(width / 2);
  const luma = width * height;
  if (frame.format === 'I420') {
    const chroma = half * Math.ceil(height / 2);
    await frame.copyTo(into.bytes, {
      layout: [
        { offset: 0, stride: width },
        { offset: luma, stride: half },
        { offset: luma + chroma, stride: half },
      ],
    });
  } else if (frame.format === 'NV12') {
    const bytes = scratchOf(luma + 2 * half * Math.ceil(height / 2));
    await frame.copyTo(bytes, {
      layout: [
        { offset: 0, stride: width },
        { offset: luma, stride: half * 2 },
      ],
    });
    into.frame.y.set(bytes.subarray(0, luma));
    deinterleave(bytes.subarray(luma), into.frame.u, into.frame.v);
  } else {
    const bytes = scratchOf(luma * 4);
    await frame.copyTo(bytes, {
      format: 'RGBA',
      layout: [{ offset: 0, stride: width * 4 }],
    } as VideoFrameCopyToOptions);
    const rgba = new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, luma * 4);
    rgbaToI420(rgba, width, height, into.frame);
  }
  return into.frame;
}

/** A new video frame over a copy of these planes. */
export function toVideoFrame(planes: PlaneBuffer, timestampUs: number): VideoFrame {
  return new VideoFrame(planes.bytes, {
    format: 'I420',
    codedWidth: planes.size.width,
    codedHeight: planes.size.height,
    timestamp: timestampUs,
    colorSpace: STREAM_COLOR,
  });
}

function deinterleave(uv: Uint8Array, u: Uint8Array, v: Uint8Array): void {
  for (let i = 0; i < u.length; i += 1) {
    u[i] = uv[2 * i]!;
    v[i] = uv[2 * i + 1]!;
  }
}
