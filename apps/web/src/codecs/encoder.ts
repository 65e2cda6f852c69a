/**
 * A real-time video encoder that answers per frame: each picture put in comes back as its chunk, or as dropped.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { Size } from '@p2c2g/upscale';
import { encoderConfig } from './support.ts';

export interface EncodedFrame {
  readonly bytes: Uint8Array;
  readonly key: boolean;
  readonly encodeMs: number;
}

interface Waiting {
  readonly startedMs: number;
  readonly done: (frame: EncodedFrame | undefined) => void;
}

export class StreamEncoder {
  readonly #size: Size;
  #fps: number;
  readonly #codec: string;
  readonly #onError: (error: P2c2gError) => void;
  readonly #waiting = new Map<number, Waiting>();
  #encoder: VideoEncoder;
  #bitrateBps: number;
  #keyNext = true;

  constructor(options: {
    codec: string;
    size: Size;
    fps: number;
    bitrateBps: number;
    onError: (error: P2c2gError) => void;
  }) {
    this.#size = options.size;
    this.#fps = options.fps;
    this.#codec = options.codec;
    this.#bitrateBps = options.bitrateBps;
    this.#onError = options.onError;
    this.#encoder = this.#create();
  }

  get pending(): number {
    return this.#waiting.size;
  }

  /** The next frame will be a key frame: for a decoder that starts, or lost its way. */
  requestKey(): void {
    this.#keyNext = true;
  }

  setBitrate(bitrateBps: number): void {
    this.setRate(bitrateBps, this.#fps);
  }

  /** Bits a second, and the frames a second that they are for. */
  setRate(bitrateBps: number, fps: number): void {
    if (bitrateBps === this.#bitrateBps && fps === this.#fps) return;
    this.#bitrateBps = bitrateBps;
    this.#fps = fps;
    this.#configure();
  }

  /**
   * Encodes and closes the frame.
   * @returns its chunk; undefined when the encoder skipped it or was closed
   */
  encode(frame: VideoFrame): Promise<EncodedFrame | undefined> {
    return new Promise((done) => {
      this.#waiting.set(frame.timestamp, { startedMs: performance.now(), done });
      try {
        this.#encoder.encode(frame, { keyFrame: this.#keyNext });
        this.#keyNext = false;
      } catch (error) {
        this.#settle(frame.timestamp, undefined);
        this.#fail(error);
      } finally {
        frame.close();
      }
    });
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
    for (const timestamp of [...this.#waiting.keys()]) this.#settle(timestamp, undefined);
  }

  #create(): VideoEncoder {
    const encoder = new VideoEncoder({
      output: (chunk) => this.#output(chunk),
      error: (error) => this.#fail(error),
    });
    this.#encoder = encoder;
    this.#configure();
    return encoder;
  }

  #configure(): void {
    if (this.#encoder.state === 'closed') return;
    this.#encoder.configure(encoderConfig(this.#codec, this.#size, this.#fps, this.#bitrateBps));
  }

  #output(chunk: EncodedVideoChunk): void {
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const startedMs = this.#waiting.get(chunk.timestamp)?.startedMs ?? performance.now();
    const order = [...this.#waiting.keys()];
    // Outputs come in order: what is still waiting before this one was skipped by the encoder's rate control.
    for (const skipped of order.slice(0, Math.max(0, order.indexOf(chunk.timestamp))))
      this.#settle(skipped, undefined);
    this.#settle(chunk.timestamp, {
      bytes,
      key: chunk.type === 'key',
      encodeMs: performance.now() - startedMs,
    });
  }

  #settle(timestamp: number, result: EncodedFrame | undefined): void {
    const waiting = this.#waiting.get(timestamp);
    this.#waiting.delete(timestamp);
    waiting?.done(result);
  }

  /** A failed encoder is replaced once its frames are given up; the next one starts with a key frame. */
  #fail(error: unknown): void {
    for (const timestamp of [...this.#waiting.keys()]) this.#settle(timestamp, undefined);
    this.#onError(new P2c2gError('P2C2G_ENGINE_FAILED', `video encoder: ${String(error).slice(0, 200)}`));
    if (this.#encoder.state === 'closed') {
      this.#keyNext = true;
      this.#create();
    }
  }
}
