/** The engine of whole numbers beside ONNX Runtime's floats. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../create.ts';
import { PAIR_INPUT, readPair } from '../fixtures/pairs.ts';
import { createI420 } from '../frame.ts';
import { MODELS } from '../models.ts';
import { nodeAssets } from '../node-assets.ts';
import type { Engine, I420Frame, Size } from '../types.ts';

const options = { assets: nodeAssets(), threads: 1, now: () => 0 };
const names = Object.keys(MODELS) as (keyof typeof MODELS)[];
const engines = new Map<string, { ours: Engine; floats: Engine }>();

beforeAll(async () => {
  for (const name of names) {
    const ours = createEngine('wasm-int', MODELS[name], options);
    const floats = createEngine('wasm', MODELS[name], options);
    await Promise.all([ours.load(), floats.load()]);
    engines.set(name, { ours, floats });
  }
});
afterAll(async () => {
  for (const { ours, floats } of engines.values()) await Promise.all([ours.dispose(), floats.dispose()]);
});

/** Black and white by lot: further from any game than a game can be. */
function noise(size: Size): I420Frame {
  const frame = createI420(size);
  let state = 7;
  frame.y.forEach((_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    frame.y[i] = 255 * (state >>> 31);
  });
  return frame;
}

async function farthest(name: string, frame: I420Frame): Promise<number> {
  const { ours, floats } = engines.get(name)!;
  const { scale } = MODELS[name as keyof typeof MODELS];
  const target = { width: frame.width * scale, height: frame.height * scale };
  const { frame: mine } = await ours.upscale(frame, target);
  const { frame: theirs } = await floats.upscale(frame, target);
  expect(mine.y.length).toBe(theirs.y.length);
  return mine.y.reduce((worst, value, i) => Math.max(worst, Math.abs(value - theirs.y[i]!)), 0);
}

describe.each(names)('%s, within one step of floats', (name) => {
  test('on frames of games', async () => {
    for (const pair of ['keep', 'neon'] as const) {
      const frame = { ...createI420(PAIR_INPUT), y: readPair(pair).low };
      expect(await farthest(name, frame)).toBeLessThanOrEqual(1);
    }
  });

  test('on noise, of odd and of tiny sizes', async () => {
    for (const [width, height] of [
      [50, 38],
      [33, 17],
      [2, 2],
      [3, 90],
    ] as const)
      expect(await farthest(name, noise({ width, height }))).toBeLessThanOrEqual(1);
  });
});

test('an engine says what it is, and sizes may change back and forth', async () => {
  const { ours } = engines.get('luma-x2-balanced')!;
  const small = noise({ width: 20, height: 12 });
  const upscale = async (frame: I420Frame) =>
    (await ours.upscale(frame, { width: 2 * frame.width, height: 2 * frame.height })).frame.y.slice();
  const before = await upscale(small);
  await upscale(noise({ width: 640, height: 360 }));
  expect(await upscale(small)).toEqual(before);
  expect(ours.algorithm).toBe('luma-x2-balanced/wasm-int');
});
