/** The imported networks on the real runtime: the pixels of their origin, and regions with the pixels of the whole. */
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UpscaleError } from '../errors.ts';
import { createI420 } from '../frame.ts';
import { nodeAssets } from '../node-assets.ts';
import type { Engine, I420Frame, Region, Size } from '../types.ts';
import { createRgbEngine } from './create.ts';
import { checkRgbGolden } from './golden.ts';
import { RGB_MODELS, type RgbModelEntry } from './models.ts';
import { WasmRgbRunner } from './wasm-runner.ts';

const options = { assets: nodeAssets(), threads: 1, now: () => 0 };

function picture(size: Size): I420Frame {
  const frame = createI420(size);
  let state = 5;
  for (const plane of [frame.y, frame.u, frame.v]) {
    for (let i = 0; i < plane.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      plane[i] = 60 + ((i * 3) & 63) + (state >>> 27);
    }
  }
  return frame;
}

function cut(plane: Uint8Array, stride: number, { x, y, width, height }: Region): number[] {
  return Array.from({ length: height }, (_, row) => [
    ...plane.subarray((y + row) * stride + x, (y + row) * stride + x + width),
  ]).flat();
}

describe.each(Object.values(RGB_MODELS))('$name', (model: RgbModelEntry) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createRgbEngine('wasm', model, options);
    await engine.load();
  });
  afterAll(() => engine.dispose());

  test.each([
    [
      { width: 66, height: 50 },
      { width: 132, height: 100 },
      { x: 40, y: 36, width: 20, height: 12 },
    ],
    [
      { width: 66, height: 50 },
      { width: 132, height: 100 },
      { x: 0, y: 90, width: 8, height: 10 },
    ],
    [
      { width: 41, height: 33 },
      { width: 123, height: 99 },
      { x: 60, y: 40, width: 63, height: 20 },
    ],
    [
      { width: 64, height: 48 },
      { width: 96, height: 72 },
      { x: 30, y: 20, width: 10, height: 8 },
    ],
  ])('%o to %o: the region %o has the pixels of the whole', async (input, target, region) => {
    const frame = picture(input);
    const whole = structuredClone((await engine.upscale(frame, target)).frame);
    const { frame: part, algorithm } = await engine.upscale(frame, target, { region });
    expect(algorithm).toBe(`${model.name}/wasm`);
    expect(part).toMatchObject({ width: region.width, height: region.height });
    const half = (target.width + 1) >> 1;
    const chroma = {
      x: region.x / 2,
      y: region.y / 2,
      width: (region.width + 1) >> 1,
      height: (region.height + 1) >> 1,
    };
    expect([...part.y]).toEqual(cut(whole.y, target.width, region));
    expect([...part.u]).toEqual(cut(whole.u, half, chroma));
    expect([...part.v]).toEqual(cut(whole.v, half, chroma));
  });

  test('a wrong answer does not pass the golden tile', () => {
    expect(() => checkRgbGolden(new Float32Array(3 * 48 * 32), model, 'f32')).toThrow(UpscaleError);
    expect(() => checkRgbGolden(new Float32Array(3 * 48 * 32).fill(Number.NaN), model, 'f16')).toThrow(
      'off by',
    );
    expect(() => checkRgbGolden(new Float32Array(7), model, 'f32')).toThrow('7 values');
  });

  test('it is not used before load nor after dispose', async () => {
    const other = createRgbEngine('wasm', model, options);
    const size = { width: 16, height: 16 };
    await expect(other.upscale(picture(size), size)).rejects.toMatchObject({
      code: 'P2C2G_UPSCALE_NOT_LOADED',
    });
    await other.dispose();
    await expect(other.load()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_DISPOSED' });
  });
});

test('esrgan-slim makes of its authors’ sample what they published, to within one step', async () => {
  const sample = (name: string) =>
    PNG.sync.read(readFileSync(new URL(`./fixtures/esrgan-slim-${name}.png`, import.meta.url)));
  const [small, large] = [sample('x1'), sample('x2')];
  const runner = new WasmRgbRunner(RGB_MODELS['esrgan-slim'], options.assets, 1);
  await runner.load();
  const answer = await runner.run(planesOf(small), small);
  const expected = planesOf(large);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    // A browser's canvas truncated their answer.
    const byte = Math.floor(255 * Math.min(1, Math.max(0, answer[i]!)));
    worst = Math.max(worst, Math.abs(byte - Math.round(255 * expected[i]!)));
  }
  await runner.dispose();
  expect(worst).toBeLessThanOrEqual(1);
});

function planesOf({ width, height, data }: PNG): Float32Array {
  const pixels = width * height;
  return Float32Array.from(
    { length: 3 * pixels },
    (_, i) => data[(i % pixels) * 4 + Math.floor(i / pixels)]! / 255,
  );
}
