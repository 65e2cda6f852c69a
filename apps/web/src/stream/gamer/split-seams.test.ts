/** Bands of several helpers, put together, are the very picture that one of them would have made: before the codec, on one backend. */
import { shareRows } from '@p2c2g/session/split-shares.ts';
import { createI420, type Engine, type I420Frame, MODELS } from '@p2c2g/upscale';
import { createEngine } from '@p2c2g/upscale/create.ts';
import { nodeAssets } from '@p2c2g/upscale/node-assets.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

const INPUT = { width: 160, height: 120 };
const NAMES = ['luma-x2-fast', 'luma-x2-balanced'] as const;
const engines: Engine[] = [];

beforeAll(async () => {
  for (const name of NAMES) {
    const engine = createEngine('wasm', MODELS[name], { assets: nodeAssets(), threads: 1, now: () => 0 });
    await engine.load();
    engines.push(engine);
  }
});
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

/** No two places alike, and edges at every angle. */
function picture(): I420Frame {
  const frame = createI420(INPUT);
  for (const plane of [frame.y, frame.u, frame.v])
    for (let i = 0; i < plane.length; i += 1) plane[i] = (Math.imul(i, 2654435761) >>> 25) + ((i * 7) & 127);
  return frame;
}

const planesOf = ({ y, u, v }: I420Frame): Uint8Array[] => [y.slice(), u.slice(), v.slice()];

it.each(NAMES)('%s: no seam, wherever the borders are', async (name) => {
  const engine = engines[NAMES.indexOf(name)]!;
  const frame = picture();
  const speeds = fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 2, maxLength: 4 });
  const targets = fc.constantFrom({ width: 320, height: 240 }, { width: 256, height: 198 });
  await fc.assert(
    fc.asyncProperty(speeds, targets, async (of, target) => {
      const sharers = of.map((serviceMs, i) => ({ linkId: `${i}`, netMs: 5, serviceMs }));
      const bands = shareRows(sharers, target.height);
      fc.pre(bands.length >= 2);
      const whole = planesOf((await engine.upscale(frame, target)).frame);
      const joined: Uint8Array[][] = [[], [], []];
      for (const { y, height } of bands) {
        const region = { x: 0, y, width: target.width, height };
        const made = await engine.upscale(frame, target, { region });
        for (const [plane, rows] of planesOf(made.frame).entries()) joined[plane]!.push(rows);
      }
      for (const [plane, rows] of joined.entries())
        expect(Buffer.concat(rows).equals(whole[plane]!), `plane ${plane}`).toBe(true);
    }),
    { numRuns: 8 },
  );
});
