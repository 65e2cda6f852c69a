import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { wholeOf } from './geometry.ts';
import { GOLDEN_SIZE, goldenTile } from './golden.ts';
import { MODELS } from './models.ts';
import { nodeAssets } from './node-assets.ts';
import type { LoadProgress } from './types.ts';
import { WasmRunner } from './wasm-runner.ts';
import type { WasmOrt } from './wasm-runtime.ts';

const model = MODELS['luma-x2-fast'];
const golden = wholeOf(GOLDEN_SIZE);

/** The real runtime, but the first `failures` runs of its sessions fail. */
async function failingOrt(
  failures: number,
): Promise<{ ort: WasmOrt; made: () => number; released: () => number }> {
  const real = await import('onnxruntime-web/wasm');
  let left = failures;
  let made = 0;
  let released = 0;
  const create = async (...args: [Uint8Array, object]) => {
    made++;
    const session = await real.InferenceSession.create(...args);
    return {
      run: (feeds: Record<string, InstanceType<WasmOrt['Tensor']>>) =>
        left-- > 0 ? Promise.reject(new Error('failed to allocate')) : session.run(feeds),
      release: async () => {
        released++;
        await session.release();
      },
    };
  };
  const ort = { ...real, env: real.env, Tensor: real.Tensor, InferenceSession: { create } };
  return { ort: ort as unknown as WasmOrt, made: () => made, released: () => released };
}

describe('a session that fails', () => {
  test('is replaced once, and the frame is served', async () => {
    const { ort, made, released } = await failingOrt(1);
    const runner = new WasmRunner(model, nodeAssets(), 1, async () => ort);
    await runner.load();
    expect((await runner.run(goldenTile(), GOLDEN_SIZE, golden)).length).toBe(24 * 16 * 4);
    await runner.run(goldenTile(), GOLDEN_SIZE, golden);
    expect(made()).toBe(2);
    await runner.dispose();
    expect(released()).toBe(2);
  });

  test('twice: a typed error, and the next frame gets another session', async () => {
    const { ort, made } = await failingOrt(2);
    const runner = new WasmRunner(model, nodeAssets(), 1, async () => ort);
    await runner.load();
    await expect(runner.run(goldenTile(), GOLDEN_SIZE, golden)).rejects.toMatchObject({
      code: 'P2C2G_UPSCALE_RUNTIME',
      message: expect.stringContaining('failed to allocate'),
    });
    await runner.run(goldenTile(), GOLDEN_SIZE, golden);
    expect(made()).toBe(2);
    await runner.dispose();
  });
});

test('the runtime counts in the progress, and is fetched once', async () => {
  const { ort } = await failingOrt(0);
  const progress: LoadProgress[] = [];
  const read: string[] = [];
  const assets = nodeAssets();
  const readBytes = (url: string) => {
    read.push(url);
    return assets.readBytes!(url);
  };
  for (let i = 0; i < 2; i++) {
    const runner = new WasmRunner(model, { ...assets, readBytes }, 1, async () => ort);
    await runner.load((step) => progress.push(step));
    await runner.dispose();
  }
  const runtime = (await readFile(new URL(assets.wasmUrl))).length;
  const network = (await readFile(new URL(assets.modelUrl('luma-x2-fast-u8.onnx')))).length;
  expect(progress[1]).toMatchObject({ loadedBytes: runtime + network, totalBytes: runtime + network });
  expect(read.filter((url) => url === assets.wasmUrl)).toHaveLength(1);
  expect(progress.at(-1)).toMatchObject({ loadedBytes: network, totalBytes: network });
});
