/**
 * One encoder for all links: every frame is encoded once, and every warm link gets the same chunk.
 * @module
 */
import type { StreamQuality } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { StreamEncoder } from '../../codecs/encoder.ts';
import { FrameResizer } from '../../codecs/frame-resizer.ts';
import { evenSize } from '../../codecs/support.ts';
import type { UplinkChunk } from './gamer-link.ts';

/** Frames inside the encoder beyond which it cannot keep up: the next one is replaced here instead. */
const MAX_PENDING = 2;
/** Least time between two key frames: one serves every link that asked meanwhile. */
const KEY_EVERY_MS = 250;

interface UplinkOptions {
  readonly codec: string;
  /** Of captured frames, and what helpers work on. */
  readonly size: Size;
  readonly fps: number;
  readonly bitrateBps: number;
  readonly onError: (error: Error) => void;
}

export class Uplink {
  readonly codec: string;
  readonly #options: UplinkOptions;
  #encoder: StreamEncoder;
  #resizer: FrameResizer;
  #streamSeq = 0;
  #keyWanted = true;
  #lastKeyMs = Number.NEGATIVE_INFINITY;

  constructor(options: UplinkOptions) {
    this.codec = options.codec;
    this.#options = options;
    this.#encoder = new StreamEncoder(options);
    this.#resizer = new FrameResizer(options.size);
  }

  get busy(): boolean {
    return this.#encoder.pending >= MAX_PENDING;
  }

  requestKey(): void {
    this.#keyWanted = true;
  }

  /** What the line carries from now on. A new size begins with a key frame; helpers bring every picture to the size agreed upon. */
  setQuality({ bitrateBps, frameDivisor, inputScale }: StreamQuality): void {
    const { size, fps } = this.#options;
    const scaled = evenSize({ width: size.width * inputScale, height: size.height * inputScale });
    const sentFps = fps / frameDivisor;
    if (scaled.width === this.#resizer.size.width) return this.#encoder.setRate(bitrateBps, sentFps);
    this.#encoder.close();
    this.#resizer = new FrameResizer(scaled);
    this.#encoder = new StreamEncoder({ ...this.#options, size: scaled, bitrateBps, fps: sentFps });
  }

  /** Encodes and closes the picture. Undefined: the encoder skipped it. */
  async encode(
    frameId: number,
    picture: VideoFrame,
  ): Promise<(UplinkChunk & { encodeMs: number }) | undefined> {
    const nowMs = performance.now();
    if (this.#keyWanted && nowMs - this.#lastKeyMs >= KEY_EVERY_MS) {
      this.#keyWanted = false;
      this.#lastKeyMs = nowMs;
      this.#encoder.requestKey();
    }
    const captureTimeUs = picture.timestamp;
    const encoded = await this.#encoder.encode(this.#resizer.resize(picture));
    if (!encoded) return undefined;
    this.#streamSeq += 1;
    const { bytes, key, encodeMs } = encoded;
    return { frameId, streamSeq: this.#streamSeq, key, captureTimeUs, bytes, encodeMs };
  }

  close(): void {
    this.#encoder.close();
  }
}
