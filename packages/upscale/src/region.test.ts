/** A region has the very pixels of the whole frame, whatever the sizes. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from './create.ts';
import { chromaSide, createI420 } from './frame.ts';
import { MODELS } from './models.ts';
import { nodeAssets } from './node-assets.ts';
import type { Engine, I420Frame, Region, Size } from './types.ts';

const rows = Object.values(MODELS).flatMap((model) =>
  (['wasm-int', 'wasm'] as const).map((kind) => ({ name: `${model.name}/${kind}`, kind, model })),
);
const engines = new Map<string, Engine>();

beforeAll(async () => {
  for (const { name, kind, model } of rows) {
    const engine = createEngine(kind, model, { assets: nodeAssets(), threads: 1, now: () => 0 });
    await engine.load();
    engines.set(name, engine);
  }
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
});

/** Noise over ramps: no two places alike, and neighbours that differ. */
function picture(size: Size, seed: number): I420Frame {
  const frame = createI420(size);
  let state = seed + 1;
  for (const plane of [frame.y, frame.u, frame.v]) {
    for (let i = 0; i < plane.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      plane[i] = (i & 127) + (state >>> 25);
    }
  }
  return frame;
}

function cut(plane: Uint8Array, width: number, { x, y, width: w, height: h }: Region): Uint8Array {
  const out = new Uint8Array(w * h);
  for (let row = 0; row < h; row++) out.set(plane.subarray((y + row) * width + x).subarray(0, w), row * w);
  return out;
}

function halved({ x, y, width, height }: Region): Region {
  return { x: x / 2, y: y / 2, width: chromaSide(width), height: chromaSide(height) };
}

async function expectSamePixels(engine: Engine, frame: I420Frame, target: Size, region: Region) {
  const { frame: whole } = await engine.upscale(frame, target);
  const kept = { y: whole.y.slice(), u: whole.u.slice(), v: whole.v.slice() };
  const { frame: part } = await engine.upscale(frame, target, { region });
  expect(part).toMatchObject({ width: region.width, height: region.height });
  expect(part.y).toEqual(cut(kept.y, target.width, region));
  const half = chromaSide(target.width);
  expect(part.u).toEqual(cut(kept.u, half, halved(region)));
  expect(part.v).toEqual(cut(kept.v, half, halved(region)));
}

/** A start and a length along one side: even, or ending at the edge. */
const span = (whole: number) =>
  fc
    .tuple(fc.nat((whole - 1) >> 1), fc.nat(whole >> 1), fc.boolean())
    .map(([half, count, toEdge]): [number, number] => {
      const start = 2 * half;
      const most = whole - start;
      const even = Math.min(2 * Math.max(1, count), most - (most & 1));
      return [start, toEdge || even < 2 ? most : even];
    });
const side = fc.integer({ min: 2, max: 90 });
const scene = fc.record({
  width: side,
  height: side,
  ratio: fc.constantFrom(1.5, 2, 2, 3, 1.37, 2.6, 4),
  seed: fc.nat(1000),
});

describe.each(rows)('$name', ({ name }) => {
  test('any region of any size and ratio', async () => {
    const cases = scene.chain(({ width, height, ratio, seed }) => {
      const target = { width: Math.ceil(width * ratio), height: Math.ceil(height * ratio) };
      return fc.tuple(span(target.width), span(target.height)).map(([[x, w], [y, h]]) => ({
        input: { width, height },
        target,
        region: { x, y, width: w, height: h },
        seed,
      }));
    });
    await fc.assert(
      fc.asyncProperty(cases, ({ input, target, region, seed }) =>
        expectSamePixels(engines.get(name)!, picture(input, seed), target, region),
      ),
      { numRuns: 40 },
    );
  });

  test('small regions of a large frame, at its corners and within', async () => {
    const input = { width: 321, height: 181 };
    const frame = picture(input, 7);
    for (const target of [
      { width: 642, height: 362 },
      { width: 960, height: 540 },
    ]) {
      for (const [x, y] of [
        [0, 0],
        [target.width - 4, target.height - 2],
        [302, 200],
        [0, 178],
      ] as const) {
        await expectSamePixels(engines.get(name)!, frame, target, { x, y, width: 4, height: 2 });
      }
    }
  });
});
