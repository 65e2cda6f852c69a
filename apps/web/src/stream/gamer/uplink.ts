/**
 * One encoder for all links: every frame is encoded once, and every warm link gets the same chunk.
 * @module
 */
import type { Size } from '@p2c2g/upscale';
import { StreamEncoder } from '../../codecs/encoder.ts';
import type { UplinkChunk } from './gamer-link.ts';

/** Frames inside the encoder beyond which it cannot keep up: the next one is replaced here instead. */
const MAX_PENDING = 2;
/** Least time between two key frames: one serves every link that asked meanwhile. */
const KEY_EVERY_MS = 250;

export class Uplink {
  readonly codec: string;
  readonly #encoder: StreamEncoder;
  #streamSeq = 0;
  #keyWanted = true;
  #lastKeyMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    codec: string;
    size: Size;
    fps: number;
    bitrateBps: number;
    onError: (error: Error) => void;
  }) {
    this.codec = options.codec;
    this.#encoder = new StreamEncoder(options);
  }

  get busy(): boolean {
    return this.#encoder.pending >= MAX_PENDING;
  }

  requestKey(): void {
    this.#keyWanted = true;
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
    const encoded = await this.#encoder.encode(picture);
    if (!encoded) return undefined;
    this.#streamSeq += 1;
    const { bytes, key, encodeMs } = encoded;
    return { frameId, streamSeq: this.#streamSeq, key, captureTimeUs, bytes, encodeMs };
  }

  close(): void {
    this.#encoder.close();
  }
}
