/**
 * Frames through a real stream and back.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { I420Frame, Size } from '@p2c2g/upscale';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { bitrateBps, type Codec, type Degradation, encoderArgs } from './degradation.ts';
import { readClip, writeClip } from './ffmpeg.ts';

/** The decoded frames of `frames` (all of `size`, even), one at a time and as many; `frames` as they are when the degradation is clean. */
export function degraded(
  frames: AsyncIterable<I420Frame> | Iterable<I420Frame>,
  size: Size,
  { stream }: Degradation,
): AsyncGenerator<I420Frame> {
  if (stream === undefined) return asThey(frames);
  return streamed(frames, stream.codec, bitrateBps(stream.kbps, size));
}

async function* asThey(frames: AsyncIterable<I420Frame> | Iterable<I420Frame>): AsyncGenerator<I420Frame> {
  yield* frames;
}

/** The decoded frames of a stream of `bps` at 30 frames a second. Only the stream is kept between, in a temporary file. */
export async function* streamed(
  frames: AsyncIterable<I420Frame> | Iterable<I420Frame>,
  codec: Codec,
  bps: number,
): AsyncGenerator<I420Frame> {
  const folder = await mkdtemp(join(tmpdir(), 'quality-'));
  const path = join(folder, 'stream');
  const encoder = encoderArgs(codec, bps);
  try {
    const sent = await writeClip(frames, encoder, path);
    let received = 0;
    for await (const frame of readClip(path, ['-f', encoder.at(-1)!])) {
      received += 1;
      yield frame;
    }
    if (received !== sent) throw new PlainProblem(`${codec}: ${sent} frames went in, ${received} came out`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
