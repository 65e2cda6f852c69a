/**
 * Making one engine for one backend.
 *
 * @module
 */
import { PlaneEngine } from './engine.ts';
import type { LumaRunner } from './luma-runner.ts';
import type { ModelEntry } from './models.ts';
import type { Backend, Engine, EngineAssets } from './types.ts';
import { WasmRunner } from './wasm-runner.ts';
import { WebGpuRunner } from './webgpu-runner.ts';

export interface CreateOptions {
  assets: EngineAssets;
  threads: number;
  now: () => number;
}

export function createEngine(backend: Backend, model: ModelEntry, options: CreateOptions): Engine {
  const runner: LumaRunner =
    backend === 'wasm'
      ? new WasmRunner(model, options.assets, options.threads)
      : new WebGpuRunner(model, options.assets);
  return new PlaneEngine(runner, model, options.now);
}

/**
 * On two cores one thread: the second buys 1.6 times the speed for twice the wake-ups, and the decoder, the encoder and the network's own work need
 * that core. Without cross-origin isolation there is no shared memory, hence one thread.
 */
export function defaultThreads(): number {
  if (globalThis.crossOriginIsolated === false) return 1;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  return cores <= 2 ? 1 : Math.min(4, cores >> 1);
}
