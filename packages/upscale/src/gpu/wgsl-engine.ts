/**
 * The fused engine: our networks as our own shaders, one submit a frame.
 *
 * @module
 */
import { readAsset } from '../assets.ts';
import { UpscaleError } from '../errors.ts';
import { createI420 } from '../frame.ts';
import { checkGolden, checkPixels, GOLDEN_SIZE, GOLDEN_TOLERANCE, goldenTile } from '../golden.ts';
import { type ModelEntry, modelFile } from '../models.ts';
import { readOnnx } from '../onnx/graph.ts';
import type { Plan } from '../onnx/plan.ts';
import { planOf } from '../onnx/planner.ts';
import { spatial } from '../spatial.ts';
import type { EngineAssets, I420Frame } from '../types.ts';
import type { ShaderKind } from './conv-layout.ts';
import { GpuEngine, type GpuEngineKind } from './gpu-engine.ts';
import { NetworkStage } from './network-stage.ts';
import { SpatialStage } from './spatial-stage.ts';

/** 16-bit floats may differ by one step more. */
const HALF_TOLERANCE = 2;

export interface GpuEngineOptions {
  assets: EngineAssets;
  now: () => number;
  /** Gives the engine its devices: one at `load`, another each time one is lost. */
  acquire: () => Promise<GPUDevice>;
}

export function createWgslEngine(
  model: ModelEntry,
  shaders: ShaderKind,
  options: GpuEngineOptions,
): GpuEngine {
  let plan: Plan | undefined;
  const kind: GpuEngineKind = {
    algorithm: `${model.name}/wgsl-${shaders}`,
    canHalf: true,
    acquire: options.acquire,
    async load(onProgress) {
      const url = options.assets.modelUrl(modelFile(model, 'webgpu'));
      plan = planOf(readOnnx(await readAsset(options.assets, url, 'model', onProgress)));
      if (plan.inputChannels !== 1)
        throw new UpscaleError('P2C2G_UPSCALE_MODEL', 'more than one input plane');
    },
    build: (gpu) => NetworkStage.create(gpu, plan!, shaders),
    golden: networkGolden(model),
  };
  return new GpuEngine(kind, options.now);
}

/** The golden tile of a network: luma at its own scale, with which resampling has nothing to do. */
export function networkGolden(model: ModelEntry): GpuEngineKind['golden'] {
  const { width, height } = GOLDEN_SIZE;
  const frame: I420Frame = { ...createI420(GOLDEN_SIZE), y: goldenTile() };
  return {
    frame,
    target: { width: width * model.scale, height: height * model.scale },
    check: ({ y }, half) => checkGolden(y, model, half ? HALF_TOLERANCE : GOLDEN_TOLERANCE),
  };
}

/** Tier 0: `spatial/wgsl`. Its golden tile is what the plain code makes of it. */
export function createSpatialGpuEngine(options: Pick<GpuEngineOptions, 'now' | 'acquire'>): GpuEngine {
  const frame: I420Frame = { ...createI420(GOLDEN_SIZE), y: goldenTile() };
  const target = { width: GOLDEN_SIZE.width * 2, height: GOLDEN_SIZE.height * 2 };
  return new GpuEngine(
    {
      algorithm: 'spatial/wgsl',
      canHalf: false,
      acquire: options.acquire,
      load: async () => undefined,
      build: (gpu) => SpatialStage.create(gpu),
      golden: {
        frame,
        target,
        check: ({ y }) => checkPixels(y, spatial(frame.y, frame, target), GOLDEN_TOLERANCE),
      },
    },
    options.now,
  );
}
