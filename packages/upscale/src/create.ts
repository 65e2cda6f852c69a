/**
 * Making one engine of one kind.
 *
 * @module
 */
import { PlaneEngine } from './engine.ts';
import { acquireDevice } from './gpu/acquire.ts';
import { createOrtGpuEngine } from './gpu/ort-engine.ts';
import { createWgslEngine } from './gpu/wgsl-engine.ts';
import { IntegerRunner } from './integer/integer-runner.ts';
import type { ModelEntry } from './models.ts';
import type { Engine, EngineAssets, EngineKind } from './types.ts';
import { WasmRunner } from './wasm-runner.ts';

export interface CreateOptions {
  assets: EngineAssets;
  threads: number;
  now: () => number;
  /** Whether WebGPU may run on an adapter emulated in software; by default it may. */
  allowSoftwareGpu?: boolean;
}

/** `webgpu` alone stands for the kind that every adapter runs. */
export function createEngine(kind: EngineKind | 'webgpu', model: ModelEntry, options: CreateOptions): Engine {
  const { assets, threads, now } = options;
  if (kind === 'wasm-int') return new PlaneEngine(new IntegerRunner(model, assets, threads), model, now);
  if (kind === 'wasm') return new PlaneEngine(new WasmRunner(model, assets, threads), model, now);
  const acquire = () => acquireDevice({ allowSoftware: options.allowSoftwareGpu ?? true });
  if (kind === 'ort-webgpu') return createOrtGpuEngine(model, { assets, now, acquire });
  return createWgslEngine(model, kind === 'wgsl-tiled' ? 'tiled' : 'direct', { assets, now, acquire });
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
