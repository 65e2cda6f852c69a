import { createScene } from '@p2c2g/scene';
import { expect, it } from 'vitest';
import { PictureProbe } from './probe.ts';

const SCENE = { name: 'keep', seed: 3 } as const;
const INPUT = { width: 32, height: 18 };
const TARGET = { width: 64, height: 36 };
const FPS = 30;

it('compares with the instant that was captured, whatever number the frame has', () => {
  const timeMs = 1_400;
  const data = new Uint8ClampedArray(TARGET.width * TARGET.height * 4);
  createScene(SCENE.name, SCENE.seed).render(timeMs, TARGET.width, TARGET.height, data);
  const probe = new PictureProbe(1);
  // Every other frame was passed over: number 21 is the 42nd of the scene.
  probe.keep({ frameId: 21, outcome: 'upscaled', timeMs }, { data });
  const [score] = probe.report(SCENE, INPUT, TARGET, FPS).scores;
  expect(score!.ssim.shown).toBeCloseTo(1);
  expect(score!.psnrDb.neighbour).toBeLessThan(score!.psnrDb.shown);
});

it('wants the first picture of each outcome, however rare it is, and every so many after it', () => {
  const probe = new PictureProbe(10);
  const shown = Array.from({ length: 41 }, (_, i) => (i === 7 ? ('upscaled' as const) : ('local' as const)));
  const wanted = shown.flatMap((outcome, i) => (probe.wants(outcome) ? [`${outcome} ${i}`] : []));
  expect(wanted).toEqual(['local 0', 'upscaled 7', 'local 11', 'local 21', 'local 31']);
});

it('keeps no more than a dozen of each outcome, whatever the stream goes on to show', () => {
  const probe = new PictureProbe(1);
  const locals = Array.from({ length: 1000 }, () => probe.wants('local')).filter(Boolean);
  expect(locals).toHaveLength(12);
  expect(probe.wants('upscaled')).toBe(true);
});
