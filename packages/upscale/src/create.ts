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
  /** Whether WebGPU may run on an adapter emulated in software; by default it may. */
  allowSoftwareGpu?: boolean;
}

export function createEngine(backend: Backend, model: ModelEntry, options: CreateOptions): Engine {
  const runner: LumaRunner =
    backend === 'wasm'
      ? new WasmRunner(model, options.assets, options.threads)
      : new WebGpuRunner(model, options.assets, options.allowSoftwareGpu ?? true);
  return new PlaneEngine(runner, model, options.now);
}

/**
 * WASM threads when nothing else is said. On two cores one: with decoder, encoder and network busy beside it, two threads took 1.7 times as
 * long a frame and 1.4 times the CPU time (Chromium, 320x180 at 30 fps, load 5). The count holds for a page or worker from its first
 * engine on, so it cannot be tried out there. Without cross-origin isolation there is no shared memory, hence one thread.
 */
export function defaultThreads(): number {
  if (globalThis.crossOriginIsolated === false) return 1;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  return cores <= 2 ? 1 : Math.min(4, cores >> 1);
}
