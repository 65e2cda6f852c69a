/**
 * YUV4MPEG2, the plainest container of raw frames: what ffmpeg is spoken to in, because it carries its own size.
 * @module
 */
import { type I420Frame, type Size, UpscaleError } from '@p2c2g/upscale';

/** 30 frames a second, whatever the source had: a bitrate then buys the same bits a frame everywhere. */
export function y4mHeader({ width, height }: Size): Buffer {
  return Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420mpeg2\n`);
}

const FRAME_MARK = Buffer.from('FRAME\n');

export function y4mFrame({ y, u, v }: I420Frame): Buffer {
  return Buffer.concat([FRAME_MARK, y, u, v]);
}

/** 4:2:0 frames of a stream, one at a time. Throws `P2C2G_UPSCALE_BAD_FRAME` on anything else and on a frame cut short. */
export async function* readY4m(stream: AsyncIterable<Uint8Array>): AsyncGenerator<I420Frame> {
  const bytes = new ByteReader(stream);
  const header = await bytes.line();
  if (header === undefined) return;
  const [, width, height] = /^YUV4MPEG2 W(\d+) H(\d+) /.exec(header)?.map(Number) ?? [];
  if (!width || !height || !/ C420/.test(header)) {
    throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', `not 4:2:0 YUV4MPEG2: ${header.slice(0, 60)}`);
  }
  const luma = width * height;
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  while ((await bytes.line()) !== undefined) {
    const planes = await bytes.take(luma + 2 * chroma);
    yield {
      width,
      height,
      y: planes.subarray(0, luma),
      u: planes.subarray(luma, luma + chroma),
      v: planes.subarray(luma + chroma),
    };
  }
}

/** Lines and exact lengths out of chunks of any length. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Without its line feed; nothing at the end of the stream. */
  async line(): Promise<string | undefined> {
    let end = this.#rest.indexOf(10);
    while (end < 0) {
      const chunk = await this.#next();
      if (chunk === undefined) return undefined;
      this.#rest = Buffer.concat([this.#rest, chunk]);
      end = this.#rest.indexOf(10);
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  async take(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      if (this.#rest.length === 0) this.#rest = (await this.#next()) ?? this.#cut(at, length);
      const part = this.#rest.subarray(0, length - at);
      out.set(part, at);
      at += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return out;
  }

  async #next(): Promise<Buffer | undefined> {
    const { value, done } = await this.#chunks.next();
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  #cut(at: number, length: number): never {
    throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', `the stream ends ${length - at} bytes early`);
  }
}
