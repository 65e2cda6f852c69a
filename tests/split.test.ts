/**
 * Two helpers make a band of every picture each, in real tabs: nothing is lost, the picture is as good as one helper's, and when
 * one of the two dies the other makes all of it.
 */
import { expect, it } from 'vitest';
import { runStream, type StreamRun } from './harness/stream-run.ts';

const FRAMES = 240;

const shared = (killOne: boolean): Promise<StreamRun> =>
  runStream({
    helpers: 2,
    mode: 'split',
    source: 'keep',
    input: '320x180',
    target: '640x360',
    quality: 'fast',
    fps: 30,
    frames: FRAMES,
    sampleEvery: 40,
    bareChainFrames: 0,
    killOne,
  });

it('shows pictures of two helpers as one', async () => {
  const { stream, pictures } = await shared(false);
  expect(stream.frames.sent).toBe(FRAMES);
  expect(stream.frames.lost).toBe(0);
  expect(stream.frames.split).toBeGreaterThan(30);
  for (const { psnrDb } of pictures.scores.filter(({ outcome }) => outcome === 'upscaled')) {
    // A band that is a frame off, or in the wrong place, is far below what the next frame would score.
    expect(psnrDb.shown).toBeGreaterThan(psnrDb.neighbour);
    expect(psnrDb.shown).toBeGreaterThan(psnrDb.bicubic - 1.5);
  }
});

it('goes on whole when one of the two dies', async () => {
  const { stream } = await shared(true);
  expect(stream.frames.sent).toBe(FRAMES);
  expect(stream.frames.lost).toBe(0);
  expect(stream.frames.split).toBeGreaterThan(0);
  expect(stream.frames.upscaled - stream.frames.split).toBeGreaterThan(10);
  expect(stream.failovers).toBeGreaterThan(0);
});
