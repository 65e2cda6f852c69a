/** What engines hold. In a file of its own, since it has to stand by when the runtime makes its memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from './create.ts';
import { createI420 } from './frame.ts';
import { kernels } from './kernels.ts';
import { MODELS } from './models.ts';
import { nodeAssets } from './node-assets.ts';
import type { Engine } from './types.ts';

const RealMemory = WebAssembly.Memory;
const memories: WebAssembly.Memory[] = [];

beforeAll(() => {
  WebAssembly.Memory = class extends RealMemory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
});
afterAll(() => {
  WebAssembly.Memory = RealMemory;
});

async function loaded(): Promise<Engine> {
  const engine = createEngine('wasm', MODELS['luma-x2-fast'], {
    assets: nodeAssets(),
    threads: 1,
    now: () => 0,
  });
  await engine.load();
  return engine;
}

const heldBytes = () =>
  memories.reduce((sum, memory) => sum + memory.buffer.byteLength, kernels(0).memory.buffer.byteLength);

async function visitSizes(engine: Engine, offset: number): Promise<void> {
  for (let i = 0; i < 12; i++) {
    const input = { width: 32 + 16 * ((i * 7 + offset) % 17), height: 32 + 16 * ((i * 5 + offset) % 13) };
    await engine.upscale(createI420(input), { width: input.width * 3, height: input.height * 3 });
  }
}

test('the memory of many sizes is bounded, also over many engines', async () => {
  const engine = await loaded();
  expect(memories.length).toBeGreaterThan(0);
  await visitSizes(engine, 0);
  const first = heldBytes();
  for (let round = 1; round <= 3; round++) await visitSizes(engine, round);
  await engine.dispose();
  for (let i = 0; i < 6; i++) {
    const next = await loaded();
    await visitSizes(next, i);
    await next.dispose();
  }
  // A heap that fragments grows a little, and then no more.
  expect(heldBytes()).toBeLessThan(1.5 * first);
});

test('a disposed engine keeps none of its frames', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const engine = await loaded();
  const makeFrame = async () =>
    new WeakRef(
      (await engine.upscale(createI420({ width: 64, height: 48 }), { width: 100, height: 80 })).frame.y,
    );
  const frame = await makeFrame();
  await engine.dispose();
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  expect(frame.deref()).toBeUndefined();
  // The engine itself is still there: it is not its end that freed them.
  expect(engine.algorithm).toBe('luma-x2-fast/wasm');
});
