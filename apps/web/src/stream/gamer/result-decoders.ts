/**
 * The gamer's side of one link's result streams: for each of them a guard that keeps its order, and a decoder. Whole pictures are one
 * stream, and every band that was asked for is one.
 * @module
 */
import { StreamGuard } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { StreamDecoder } from '../../codecs/decoder.ts';
import type { ArrivedResult } from './gamer-link.ts';

/** As many as the helper keeps encoders for. */
const MAX_STREAMS = 4;

interface Incoming {
  readonly result: ArrivedResult;
  readonly streamSeq: number;
  readonly key: boolean;
}

interface ResultStream {
  readonly number: number;
  readonly size: Size;
  readonly guard: StreamGuard<Incoming>;
  readonly decoder: StreamDecoder<Incoming>;
}

export interface ResultDecodersOptions {
  readonly codec: string;
  /** Owns the picture. */
  readonly onPicture: (result: ArrivedResult, picture: VideoFrame, decodeMs: number) => void;
  /** The stream of that number goes on only with a key frame. */
  readonly onNeedKey: (number: number) => void;
}

export class ResultDecoders {
  readonly #options: ResultDecodersOptions;
  /** By number, the one used last at the end. */
  readonly #streams = new Map<number, ResultStream>();

  constructor(options: ResultDecodersOptions) {
    this.#options = options;
  }

  accept(result: ArrivedResult, key: boolean, nowMs: number): void {
    const { streamSeq, width, height } = result.payload;
    const stream = this.#use(result.region, { width, height });
    this.#apply(stream, stream.guard.accept({ result, streamSeq, key }, nowMs));
  }

  tick(nowMs: number): void {
    for (const stream of this.#streams.values()) this.#apply(stream, stream.guard.tick(nowMs));
  }

  /** Decodes what has come, and closes. */
  async finish(): Promise<void> {
    const decoders = [...this.#streams.values()].map(({ decoder }) => decoder);
    this.#streams.clear();
    await Promise.all(decoders.map((decoder) => decoder.finish()));
  }

  #use(number: number, size: Size): ResultStream {
    const known = this.#streams.get(number);
    this.#streams.delete(number);
    const same = known && known.size.width === size.width && known.size.height === size.height;
    if (known && !same) known.decoder.close();
    const stream = same ? known : this.#open(number, size);
    this.#streams.set(number, stream);
    if (this.#streams.size > MAX_STREAMS) this.#dropOldest();
    return stream;
  }

  #open(number: number, size: Size): ResultStream {
    const { codec, onPicture } = this.#options;
    const stream: ResultStream = {
      number,
      size,
      guard: new StreamGuard<Incoming>(),
      decoder: new StreamDecoder<Incoming>({
        codec,
        size,
        onFrame: (picture, { result }, decodeMs) => onPicture(result, picture, decodeMs),
        onBroken: () => this.#apply(stream, stream.guard.reset(performance.now())),
      }),
    };
    return stream;
  }

  #dropOldest(): void {
    const [number, stream] = this.#streams.entries().next().value!;
    stream.decoder.close();
    this.#streams.delete(number);
  }

  #apply(
    { number, decoder }: ResultStream,
    { ready, needKey }: ReturnType<StreamGuard<Incoming>['accept']>,
  ): void {
    for (const incoming of ready) decoder.decode(incoming.result.payload.chunk, incoming.key, incoming);
    if (needKey) this.#options.onNeedKey(number);
  }
}
