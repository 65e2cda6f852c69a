/**
 * The network through onnxruntime-web's WebGPU provider, between our own passes: for graphs that our shaders do not run.
 *
 * @module
 */
import { readAsset } from '../assets.ts';
import { type ModelEntry, modelFile } from '../models.ts';
import { GpuEngine } from './gpu-engine.ts';
import { OrtStage } from './ort-stage.ts';
import { type GpuEngineOptions, networkGolden } from './wgsl-engine.ts';

export function createOrtGpuEngine(model: ModelEntry, options: GpuEngineOptions): GpuEngine {
  const { assets, acquire, now } = options;
  let file: Uint8Array | undefined;
  return new GpuEngine(
    {
      algorithm: `${model.name}/ort-webgpu`,
      canHalf: false,
      acquire,
      async load(onProgress) {
        const url = assets.modelUrl(modelFile(model, 'webgpu'));
        file = await readAsset(assets, url, 'model', onProgress);
      },
      build: (gpu) => OrtStage.create(gpu, model, file!, assets),
      golden: networkGolden(model),
    },
    now,
  );
}
