/**
 * A real-time video decoder that keeps a note beside every frame and recovers from errors with a key frame.
 * @module
 */
import type { Size } from '@p2c2g/upscale';
import { decoderConfig } from './support.ts';

/** Notes of frames that never came out; beyond this the oldest is forgotten. */
const MAX_NOTES = 64;

export class StreamDecoder<Note> {
  readonly #config: VideoDecoderConfig;
  readonly #onFrame: (frame: VideoFrame, note: Note, decodeMs: number) => void;
  readonly #onBroken: () => void;
  readonly #notes = new Map<number, { note: Note; startedMs: number }>();
  #decoder: VideoDecoder | undefined;
  #nextTimestamp = 1;

  constructor(options: {
    codec: string;
    size: Size;
    /** Owns the frame, and closes it. */
    onFrame: (frame: VideoFrame, note: Note, decodeMs: number) => void;
    /** The stream cannot be decoded on: only a key frame helps. */
    onBroken: () => void;
  }) {
    this.#config = decoderConfig(options.codec, options.size);
    this.#onFrame = options.onFrame;
    this.#onBroken = options.onBroken;
  }

  get pending(): number {
    return this.#decoder?.decodeQueueSize ?? 0;
  }

  /** Frames must come in the stream's order, the first being a key frame. */
  decode(bytes: Uint8Array, key: boolean, note: Note): void {
    if (!this.#decoder && !key) return this.#onBroken();
    const timestamp = this.#nextTimestamp;
    this.#nextTimestamp += 1;
    this.#notes.set(timestamp, { note, startedMs: performance.now() });
    if (this.#notes.size > MAX_NOTES) this.#notes.delete(this.#notes.keys().next().value!);
    try {
      this.#open().decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp, data: bytes }));
    } catch {
      this.#broke();
    }
  }

  /** Decodes what it was given, and closes. */
  async finish(): Promise<void> {
    await this.#decoder?.flush().catch(() => {});
    this.close();
  }

  close(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    this.#notes.clear();
    if (decoder && decoder.state !== 'closed') decoder.close();
  }

  #open(): VideoDecoder {
    if (this.#decoder) return this.#decoder;
    const decoder = new VideoDecoder({
      output: (frame) => this.#output(frame),
      error: () => this.#decoder === decoder && this.#broke(),
    });
    decoder.configure(this.#config);
    this.#decoder = decoder;
    return decoder;
  }

  #output(frame: VideoFrame): void {
    const noted = this.#notes.get(frame.timestamp);
    this.#notes.delete(frame.timestamp);
    if (!noted) return frame.close();
    this.#onFrame(frame, noted.note, performance.now() - noted.startedMs);
  }

  #broke(): void {
    this.close();
    this.#onBroken();
  }
}
