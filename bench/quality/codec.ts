/**
 * Frames through a real stream and back.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { I420Frame, Size } from '@p2c2g/upscale';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { bitrateBps, type Degradation, encoderArgs } from './degradation.ts';
import { readClip, writeClip } from './ffmpeg.ts';

/**
 * The decoded frames of `frames` (all of `size`, even), one at a time and as many; `frames` as they are when the degradation is
 * clean. Only the stream is kept between, in a temporary file.
 */
export async function* degraded(
  frames: AsyncIterable<I420Frame> | Iterable<I420Frame>,
  size: Size,
  { name, stream }: Degradation,
): AsyncGenerator<I420Frame> {
  if (stream === undefined) {
    yield* frames;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'quality-'));
  const path = join(folder, 'stream');
  const encoder = encoderArgs(stream.codec, bitrateBps(stream.kbps, size));
  try {
    const sent = await writeClip(frames, encoder, path);
    let received = 0;
    for await (const frame of readClip(path, ['-f', encoder.at(-1)!])) {
      received += 1;
      yield frame;
    }
    if (received !== sent) throw new PlainProblem(`${name}: ${sent} frames went in, ${received} came out`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
