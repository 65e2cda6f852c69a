import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { StreamDecoder } from './decoder.ts';

interface Chunk {
  readonly timestamp: number;
}

/** Gives its frames out when it is flushed, as one that is busy does. */
class BusyDecoder {
  static all: BusyDecoder[] = [];
  state = 'unconfigured';
  readonly #output: (frame: VideoFrame) => void;
  readonly #waiting: Chunk[] = [];

  constructor({ output }: VideoDecoderInit) {
    this.#output = output;
    BusyDecoder.all.push(this);
  }

  configure(): void {
    this.state = 'configured';
  }

  decode(chunk: Chunk): void {
    this.#waiting.push(chunk);
  }

  async flush(): Promise<void> {
    await Promise.resolve();
    for (const { timestamp } of this.#waiting.splice(0)) {
      if (this.state !== 'closed') this.#output({ timestamp, close() {} } as unknown as VideoFrame);
    }
  }

  close(): void {
    this.state = 'closed';
  }
}

class FakeChunk {
  readonly timestamp: number;

  constructor({ timestamp }: EncodedVideoChunkInit) {
    this.timestamp = timestamp;
  }
}

beforeAll(() => {
  vi.stubGlobal('VideoDecoder', BusyDecoder);
  vi.stubGlobal('EncodedVideoChunk', FakeChunk);
});
afterAll(() => void vi.unstubAllGlobals());

function decoding(): { decoder: StreamDecoder<string>; seen: string[] } {
  const seen: string[] = [];
  const decoder = new StreamDecoder<string>({
    codec: 'vp8',
    size: { width: 64, height: 48 },
    onFrame: (_, note) => seen.push(note),
    onBroken: () => seen.push('broken'),
  });
  decoder.decode(new Uint8Array(9), true, 'first');
  decoder.decode(new Uint8Array(9), false, 'second');
  return { decoder, seen };
}

it('decodes what it has before it is over', async () => {
  const { decoder, seen } = decoding();
  await decoder.finish();
  expect(seen).toEqual(['first', 'second']);
  expect(BusyDecoder.all.at(-1)!.state).toBe('closed');
  await decoder.finish();
});

it('gives nothing out any more once it is closed', async () => {
  const { decoder, seen } = decoding();
  const finished = decoder.finish();
  decoder.close();
  await finished;
  expect(seen).toEqual([]);
});

it('asks for a key frame where it has nothing to build on', () => {
  const { decoder, seen } = decoding();
  decoder.close();
  decoder.decode(new Uint8Array(9), false, 'third');
  expect(seen).toEqual(['broken']);
});
