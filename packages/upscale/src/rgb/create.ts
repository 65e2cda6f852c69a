/**
 * Making a colour engine for one backend.
 *
 * @module
 * @example
 *   const engine = createRgbEngine('webgpu', RGB_MODELS['realesr-animevideov3'], { assets, threads: 1, now, precision: 'f16' });
 */
import type { Backend, Engine, EngineAssets } from '../types.ts';
import { RgbEngine } from './engine.ts';
import type { Precision, RgbModelEntry } from './models.ts';
import { WasmRgbRunner } from './wasm-runner.ts';
import { WebGpuRgbRunner } from './webgpu-runner.ts';

export interface CreateRgbOptions {
  assets: EngineAssets;
  threads: number;
  now: () => number;
  /** On WebGPU; `f16` by default, where the adapter can. */
  precision?: Precision;
}

export function createRgbEngine(backend: Backend, model: RgbModelEntry, options: CreateRgbOptions): Engine {
  const runner =
    backend === 'wasm'
      ? new WasmRgbRunner(model, options.assets, options.threads)
      : new WebGpuRgbRunner(model, options.assets, options.precision ?? 'f16');
  return new RgbEngine(runner, model, options.now);
}
