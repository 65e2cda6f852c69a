import { createI420, type I420Frame } from '@p2c2g/upscale';
import { expect, test } from 'vitest';
import { readY4m, y4mFrame, y4mHeader } from './y4m.ts';

function picture(seed: number): I420Frame {
  const frame = createI420({ width: 6, height: 4 });
  for (const plane of [frame.y, frame.u, frame.v])
    plane.forEach((_, i) => {
      plane[i] = (i * 37 + seed) & 255;
    });
  return frame;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const stream = Buffer.concat([y4mHeader(picture(0)), y4mFrame(picture(0)), y4mFrame(picture(10))]);

test.each([1, 7, 64, 4096])('frames come back whole from chunks of %i bytes', async (length) => {
  const frames = await all(readY4m(inPieces(stream, length)));
  expect(frames).toEqual([picture(0), picture(10)]);
});

test('a frame cut short is an error, not a short frame', async () => {
  await expect(all(readY4m(inPieces(stream.subarray(0, -3), 50)))).rejects.toThrow('3 bytes early');
});

test('other formats are named', async () => {
  const wrong = Buffer.from('YUV4MPEG2 W6 H4 F30:1 C444\nFRAME\n');
  await expect(all(readY4m(inPieces(wrong, 99)))).rejects.toThrow('C444');
});

test('an empty stream has no frames', async () => {
  expect(await all(readY4m(inPieces(Buffer.alloc(0), 1)))).toEqual([]);
});
