/**
 * Material and degradation -> the frames to be upscaled, one after another, each beside its reference.
 * @module
 */
import type { I420Frame } from '@p2c2g/upscale';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { degraded } from './codec.ts';
import type { Degradation } from './degradation.ts';
import { readClip } from './ffmpeg.ts';
import type { Files, Material } from './material.ts';
import { panTo } from './pan.ts';
import { readStill } from './picture.ts';
import { cropFrame, fitShape, type Shape } from './shape.ts';
import { spread, windows } from './windows.ts';

export interface Step {
  readonly low: I420Frame;
  readonly high: I420Frame;
  /** Whether the step before is the frame before: flicker is measured between the two. */
  readonly follows: boolean;
}

export interface Limits {
  /** Pairs of a set, spread over it; 0 for all. */
  readonly pairs: number;
  /** Frames of a clip, in runs spread over it; 0 for all. */
  readonly clipFrames: number;
}

export function stepsOf(material: Material, degradation: Degradation, limits: Limits): AsyncGenerator<Step> {
  if (material.kind === 'clip') return clipSteps(material.clip, degradation, limits.clipFrames);
  return pairSteps(spread(material.pairs, limits.pairs), degradation);
}

/** How many steps there will be, nearly: for a progress bar, which must not decode a clip to know. */
export function roughCount(material: Material, limits: Limits): number {
  if (material.kind === 'clip') return limits.clipFrames || 300;
  return spread(material.pairs, limits.pairs).length;
}

async function* pairSteps(pairs: readonly Files[], degradation: Degradation): AsyncGenerator<Step> {
  for (const [index, files] of pairs.entries()) {
    const [low, high] = [await readStill(files.low), await readStill(files.high)];
    const shape = fitShape(low, high, files.low);
    const still = cropFrame(low, shape.low);
    const coded = await lastOf(
      degraded(degradation.stream ? panTo(still, index) : [still], still, degradation),
    );
    yield { low: coded, high: cropFrame(high, shape.high), follows: false };
  }
}

async function lastOf(frames: AsyncIterable<I420Frame>): Promise<I420Frame> {
  let last: I420Frame | undefined;
  for await (const frame of frames) last = frame;
  if (last === undefined) throw new PlainProblem('a stream came back without a frame');
  return last;
}

/** The whole clip goes through the codec; only some runs of its frames are measured. */
async function* clipSteps(files: Files, degradation: Degradation, limit: number): AsyncGenerator<Step> {
  const { shape, count } = await survey(files);
  const wanted = windows(count, limit);
  const lows = degraded(cropped(readClip(files.low), shape), shape.low, degradation);
  const highs = readClip(files.high);
  let before = -2;
  try {
    for (let index = 0; index < count; index++) {
      const [low, high] = [await lows.next(), await highs.next()];
      if (low.done || high.done) break;
      if (!wanted.has(index)) continue;
      yield { low: low.value, high: cropFrame(high.value, shape.high), follows: before === index - 1 };
      before = index;
    }
  } finally {
    await Promise.all([lows.return(undefined), highs.return(undefined)]);
  }
}

async function* cropped(frames: AsyncIterable<I420Frame>, { low }: Shape): AsyncGenerator<I420Frame> {
  for await (const frame of frames) yield cropFrame(frame, low);
}

/** Sizes, and how many frames both halves have. @throws PlainProblem when one half holds none */
async function survey({ low, high }: Files): Promise<{ shape: Shape; count: number }> {
  const [a, b] = await Promise.all([countFrames(low), countFrames(high)]);
  return { shape: fitShape(a.first, b.first, low), count: Math.min(a.count, b.count) };
}

async function countFrames(path: string): Promise<{ first: I420Frame; count: number }> {
  let first: I420Frame | undefined;
  let count = 0;
  for await (const frame of readClip(path)) {
    first ??= frame;
    count += 1;
  }
  if (first === undefined) throw new PlainProblem(`${path}: no frame in it`);
  return { first, count };
}
