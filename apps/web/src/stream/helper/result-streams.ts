/**
 * The helper's result streams of one link: one encoder for whole pictures, one for each band that it was asked for lately. Each is a video
 * stream of its own, so that a border may move, or a band of another helper be done once, and nothing else needs a key frame.
 * @module
 */
import type { Region, Size } from '@p2c2g/upscale';
import { type EncodedFrame, StreamEncoder } from '../../codecs/encoder.ts';

/** Streams kept: the link's own band, one before it, one done for another helper, and whole pictures. */
const MAX_STREAMS = 4;

export interface ResultFormat {
  readonly codec: string;
  /** Of whole pictures. */
  readonly size: Size;
  readonly fps: number;
  readonly bitrateBps: number;
}

/** A result as it goes on the wire. */
export interface EncodedResult extends EncodedFrame {
  /** Place in its stream; contiguous. */
  readonly streamSeq: number;
}

interface ResultStream {
  readonly region: Region;
  readonly encoder: StreamEncoder;
  seq: number;
}

export class ResultStreams {
  readonly #format: ResultFormat;
  /** By number, the one used last at the end. */
  readonly #streams = new Map<number, ResultStream>();
  #bitrateBps: number;
  /** Results of all streams: a stream that begins again must not use a number that it had before. */
  #results = 0;

  constructor(format: ResultFormat) {
    this.#format = format;
    this.#bitrateBps = format.bitrateBps;
  }

  /**
   * Encodes and closes the picture.
   * @param region the rows of the target that it shows
   * @returns undefined when the encoder skipped it or was closed
   */
  async encode(number: number, region: Region, picture: VideoFrame): Promise<EncodedResult | undefined> {
    const stream = this.#use(number, region);
    const encoded = await stream.encoder.encode(picture);
    if (!encoded) return undefined;
    this.#results += 1;
    stream.seq += 1;
    return { ...encoded, streamSeq: stream.seq };
  }

  /** The next result of that stream will be a key frame. */
  requestKey(number: number): void {
    this.#streams.get(number)?.encoder.requestKey();
  }

  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = bitrateBps;
    for (const { encoder, region } of this.#streams.values()) encoder.setBitrate(this.#shareOf(region));
  }

  close(): void {
    for (const { encoder } of this.#streams.values()) encoder.close();
    this.#streams.clear();
  }

  #use(number: number, region: Region): ResultStream {
    const known = this.#streams.get(number);
    this.#streams.delete(number);
    const same = known && known.region.y === region.y && known.region.height === region.height;
    if (known && !same) known.encoder.close();
    const stream = same ? known : this.#open(region);
    this.#streams.set(number, stream);
    if (this.#streams.size > MAX_STREAMS) this.#dropOldest();
    return stream;
  }

  #open(region: Region): ResultStream {
    const { codec, fps } = this.#format;
    const size = { width: region.width, height: region.height };
    const bitrateBps = this.#shareOf(region);
    const encoder = new StreamEncoder({ codec, size, fps, bitrateBps, onError: () => {} });
    return { region, encoder, seq: this.#results };
  }

  #dropOldest(): void {
    const [number, stream] = this.#streams.entries().next().value!;
    stream.encoder.close();
    this.#streams.delete(number);
  }

  #shareOf({ height }: Region): number {
    return Math.round((this.#bitrateBps * height) / this.#format.size.height);
  }
}
