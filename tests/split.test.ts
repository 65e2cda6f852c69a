/**
 * Two helpers make a band of every picture each, in real tabs: nothing is lost, the picture is as good as one helper's, and when
 * one of the two dies the other makes all of it.
 */
import { expect, it } from 'vitest';
import { type LiveStats, runStream, type StreamRun, type StreamRunOptions } from './harness/stream-run.ts';
import { PATIENT_MS } from './harness/tabs.ts';

/** The stream ends when so many pictures were shared; that of a slow machine is longer. */
const SHARED = 60;
/** ... and so many were made by one alone, after the other's death. */
const ALONE = 30;
const PICTURES = 6;
const MOST_FRAMES = 3000;

const shared = (run: Pick<StreamRunOptions, 'killWhen' | 'until' | 'sampleEvery'>): Promise<StreamRun> =>
  runStream({
    ...run,
    helpers: 2,
    mode: 'split',
    source: 'keep',
    input: '160x90',
    target: '320x180',
    quality: 'fast',
    fps: 30,
    frames: MOST_FRAMES,
    deadlineMs: PATIENT_MS,
  });

it('shows pictures of two helpers as one', async () => {
  const { stream, pictures } = await shared({
    until: ({ frames }) => frames.split >= SHARED,
    sampleEvery: SHARED / PICTURES,
  });
  const { sent, upscaled, local, lost, split } = stream.frames;
  expect(split).toBeGreaterThanOrEqual(SHARED);
  expect(lost).toBe(0);
  expect(upscaled + local).toBe(sent);
  const scores = pictures.scores.filter(({ outcome }) => outcome === 'upscaled');
  expect(scores.length).toBeGreaterThanOrEqual(PICTURES);
  for (const { psnrDb } of scores) {
    // A band that is a frame off, or in the wrong place, is far below what the next frame would score.
    expect(psnrDb.shown).toBeGreaterThan(psnrDb.neighbour);
    expect(psnrDb.shown).toBeGreaterThan(psnrDb.bicubic - 1.5);
  }
});

it('goes on whole when one of the two dies', async () => {
  const alone = ({ frames }: LiveStats) => frames.upscaled - frames.split;
  const { stream } = await shared({
    killWhen: ({ frames }) => frames.split >= SHARED / 2,
    until: (stats, atKill) => atKill !== undefined && alone(stats) >= alone(atKill) + ALONE,
  });
  const { sent, upscaled, local, lost, split } = stream.frames;
  expect(lost).toBe(0);
  expect(upscaled + local).toBe(sent);
  expect(split).toBeGreaterThanOrEqual(SHARED / 2);
  expect(upscaled - split).toBeGreaterThanOrEqual(ALONE);
});
