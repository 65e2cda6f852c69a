import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseEngine } from './choose.ts';
import { createEngine } from './create.ts';
import { bicubic } from './filters.ts';
import { PAIR_INPUT, PAIR_TARGET, readPair } from './fixtures/pairs.ts';
import { createI420 } from './frame.ts';
import { psnr } from './metrics/index.ts';
import { MODELS, type ModelEntry } from './models.ts';
import { nodeAssets } from './node-assets.ts';
import type { Engine, Quality } from './types.ts';

const options = { assets: nodeAssets(), threads: 1, now: () => performance.now() };
const engines = new Map<Quality, Engine>();
const fast = () => engines.get('fast')!;

beforeAll(async () => {
  for (const quality of ['fast', 'balanced', 'quality'] as const) {
    const engine = createEngine('wasm-int', MODELS[`luma-x2-${quality}`], options);
    await engine.load();
    engines.set(quality, engine);
  }
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
});

function frameOf(y: Uint8Array) {
  return { ...createI420(PAIR_INPUT), y };
}

describe('real weights in WebAssembly', () => {
  test.each(['fast', 'balanced', 'quality'] as const)(
    '%s beats bicubic on decoded frames it never saw',
    async (quality) => {
      for (const name of ['keep', 'neon'] as const) {
        const { low, high } = readPair(name);
        const { frame } = await engines.get(quality)!.upscale(frameOf(low), PAIR_TARGET);
        const ours = psnr(frame.y, high, PAIR_TARGET);
        expect(ours).toBeGreaterThan(psnr(bicubic(low, PAIR_INPUT, PAIR_TARGET), high, PAIR_TARGET) + 0.1);
      }
    },
  );

  test.each([
    [33, 17, 66, 34],
    [33, 17, 50, 31],
    [64, 36, 96, 54],
    [64, 36, 40, 30],
    [64, 36, 256, 144],
    [2, 2, 4, 4],
  ])('%ix%i to %ix%i: whole planes, grey stays grey', async (width, height, toWidth, toHeight) => {
    const input = createI420({ width, height });
    input.y.fill(120);
    const { frame } = await fast().upscale(input, { width: toWidth, height: toHeight });
    expect(frame.y.length).toBe(toWidth * toHeight);
    expect(frame.u.length).toBe(Math.ceil(toWidth / 2) * Math.ceil(toHeight / 2));
    for (const value of frame.y) expect(Math.abs(value - 120)).toBeLessThanOrEqual(2);
    expect(new Set([...frame.u, ...frame.v])).toEqual(new Set([128]));
  });

  test('calls that overlap are answered in order, with stages that add up', async () => {
    const small = fast().upscale(createI420({ width: 16, height: 16 }), { width: 32, height: 32 });
    const large = fast().upscale(createI420(PAIR_INPUT), PAIR_TARGET);
    expect((await small).algorithm).toBe('luma-x2-fast/wasm-int');
    const { stagesMs, frame } = await large;
    expect(frame.width).toBe(192);
    expect(stagesMs.total).toBeCloseTo(stagesMs.luma + stagesMs.chroma + stagesMs.resample, 6);
  });
});

describe('what goes wrong has a code', () => {
  const fresh = (model: ModelEntry, assets = options.assets) =>
    createEngine('wasm-int', model, { ...options, assets });

  test('use before load and after dispose', async () => {
    const engine = fresh(MODELS['luma-x2-fast']);
    const call = () => engine.upscale(createI420(PAIR_INPUT), PAIR_TARGET);
    await expect(call()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_NOT_LOADED' });
    await engine.load();
    await call();
    await engine.dispose();
    await engine.dispose();
    await expect(call()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_DISPOSED' });
    await expect(engine.load()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_DISPOSED' });
  });

  test('a bad frame fails alone: the next one is served', async () => {
    const bad = { ...createI420(PAIR_INPUT), v: new Uint8Array(1) };
    const failed = fast().upscale(bad, PAIR_TARGET);
    const served = fast().upscale(createI420(PAIR_INPUT), PAIR_TARGET);
    await expect(failed).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_BAD_FRAME', retry: 'never' });
    await served;
  });

  test('other weights than the registry names fail the golden tile', async () => {
    const swapped = { ...MODELS['luma-x2-fast'], goldenBase64: MODELS['luma-x2-balanced'].goldenBase64 };
    await expect(fresh(swapped).load()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_GOLDEN' });
  });

  test('a missing file and a broken one', async () => {
    const missing = { ...options.assets, modelUrl: () => 'file:///nowhere/model.onnx' };
    await expect(fresh(MODELS['luma-x2-fast'], missing).load()).rejects.toMatchObject({
      code: 'P2C2G_UPSCALE_ASSET',
    });
    const broken = { ...options.assets, readBytes: async () => new Uint8Array(100) };
    await expect(fresh(MODELS['luma-x2-fast'], broken).load()).rejects.toMatchObject({
      code: 'P2C2G_UPSCALE_MODEL',
    });
    await expect(
      createEngine('wasm', MODELS['luma-x2-fast'], { ...options, assets: broken }).load(),
    ).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_RUNTIME' });
  });
});

describe('chooseEngine', () => {
  const input = { width: 32, height: 18 };
  const target = { width: 64, height: 36 };

  test('falls back to WASM and says why', async () => {
    const choice = await chooseEngine({ quality: 'fast', input, target, assets: options.assets });
    expect(choice.engine.backend).toBe('wasm');
    expect(choice.measured[0]).toMatchObject({ backend: 'webgpu', ok: false });
    expect(choice.measured[0]!.reason).toContain('P2C2G_UPSCALE_NO_WEBGPU');
    expect(choice.measured[1]!.msPerFrame).toBeGreaterThan(0);
    await choice.engine.dispose();
  });

  test('nothing allowed that works: one error that tells all reasons', async () => {
    const only = chooseEngine({ quality: 'fast', input, target, assets: options.assets, allow: ['webgpu'] });
    await expect(only).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_NO_ENGINE' });
  });
});
