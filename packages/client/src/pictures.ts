/**
 * Compressed pictures and their pixels, in Node.
 * @module
 */
import { MAX_INLINE_DATA_CHARS, P2c2gError } from '@p2c2g/protocol';
import type { I420 } from '@p2c2g/scene';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, 8 bits each. */
  readonly data: Uint8Array;
}

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47];
const JPEG_HEAD = [0xff, 0xd8];
/** What a decoder may unfold a payload of some 36 KiB into. */
const MOST_MEGAPIXELS = 40;
const MOST_MEMORY_MB = 512;
/** Tried in turn until the picture fits a message. */
const JPEG_QUALITIES = [92, 85, 70, 50, 30, 10];
/** Base64 writes three bytes as four characters. */
const MOST_BYTES = (MAX_INLINE_DATA_CHARS / 4) * 3;
const PNG_SIZE_AT = 16;

/** @throws P2C2G_BAD_TASK */
export function decodePicture(bytes: Uint8Array): Picture {
  try {
    if (startsWith(bytes, PNG_HEAD)) return decodePng(Buffer.from(bytes));
    if (startsWith(bytes, JPEG_HEAD))
      return jpeg.decode(bytes, {
        useTArray: true,
        maxResolutionInMP: MOST_MEGAPIXELS,
        maxMemoryUsageInMB: MOST_MEMORY_MB,
      });
  } catch (cause) {
    throw new P2c2gError(
      'P2C2G_BAD_TASK',
      `data: ${cause instanceof Error ? cause.message.slice(0, 200) : cause}`,
    );
  }
  throw new P2c2gError('P2C2G_BAD_TASK', 'data is neither PNG nor JPEG');
}

/** A small file may claim to be a huge picture: its head is read before its pixels. */
function decodePng(bytes: Buffer): Picture {
  const pixels = bytes.readUInt32BE(PNG_SIZE_AT) * bytes.readUInt32BE(PNG_SIZE_AT + 4);
  if (pixels > MOST_MEGAPIXELS * 1e6) throw new RangeError('more pixels than are taken');
  return PNG.sync.read(bytes);
}

/** As fine a JPEG as fits a message. @throws P2C2G_TOO_LARGE */
export function encodePicture(frame: I420): Uint8Array {
  const picture = { width: frame.width, height: frame.height, data: toRgba(frame) };
  for (const quality of JPEG_QUALITIES) {
    const { data } = jpeg.encode(picture, quality);
    if (data.length <= MOST_BYTES) return new Uint8Array(data);
  }
  throw new P2c2gError('P2C2G_TOO_LARGE', `the result, ${frame.width}x${frame.height}`);
}

/** BT.709, limited range: what `rgbaToI420` writes. */
export function toRgba({ width, height, y, u, v }: I420): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  const chromaWidth = (width + 1) >> 1;
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      const chroma = (row >> 1) * chromaWidth + (column >> 1);
      const luma = (255 / 219) * (y[at]! - 16);
      const blue = (255 / 224) * (u[chroma]! - 128);
      const red = (255 / 224) * (v[chroma]! - 128);
      rgba[4 * at] = byte(luma + 1.5748 * red);
      rgba[4 * at + 1] = byte(luma - 0.187324 * blue - 0.468124 * red);
      rgba[4 * at + 2] = byte(luma + 1.8556 * blue);
      rgba[4 * at + 3] = 255;
    }
  }
  return rgba;
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((value, n) => bytes[n] === value);
