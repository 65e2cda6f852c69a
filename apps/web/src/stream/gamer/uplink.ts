/**
 * One encoder for all links: every frame is encoded once, and every warm link gets the same chunk.
 * @module
 */
import type { StreamQuality } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { StreamEncoder } from '../../codecs/encoder.ts';
import { FrameFitter } from '../../codecs/frame-fitter.ts';
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
  #fitter: FrameFitter;
  #streamSeq = 0;
  #keyWanted = true;
  #lastKeyMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: UplinkOptions) {
    this.codec = options.codec;
    this.#options = options;
    this.#encoder = new StreamEncoder(options);
    this.#fitter = new FrameFitter(options.size, 'stretched');
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
    if (scaled.width === this.#fitter.size.width) return this.#encoder.setRate(bitrateBps, sentFps);
    this.#encoder.close();
    this.#fitter = new FrameFitter(scaled, 'stretched');
    this.#encoder = new StreamEncoder({ ...this.#options, size: scaled, bitrateBps, fps: sentFps });
  }

  /** Encodes and closes the picture. Undefined: the encoder skipped it, or it came too late for a change of size. */
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
    const fitter = this.#fitter;
    const fitted = await fitter.fit(picture).catch(() => undefined);
    // Meanwhile the line may have asked for another size, or the stream be over.
    if (fitter !== this.#fitter || this.#closed) return void fitted?.close();
    const encoded = fitted && (await this.#encoder.encode(fitted));
    if (!encoded) return undefined;
    this.#streamSeq += 1;
    const { bytes, key, encodeMs } = encoded;
    return { frameId, streamSeq: this.#streamSeq, key, captureTimeUs, bytes, encodeMs };
  }

  close(): void {
    this.#closed = true;
    this.#encoder.close();
  }
}
