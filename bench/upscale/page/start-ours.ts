import { createEngine, type Engine, type ModelEntry, modelFor, type Quality } from '@p2c2g/upscale';
import { createRgbEngine } from '@p2c2g/upscale/rgb/create.ts';
import { RGB_MODELS, type RgbModelName } from '@p2c2g/upscale/rgb/models.ts';
import { assets } from './assets.ts';
import { testFrame } from './picture.ts';
import type { Ready, Spec } from './spec.ts';

export async function startOurs(spec: Spec): Promise<Ready> {
  const target = { width: spec.width * 2, height: spec.height * 2 };
  const { engine, macsPerPx } = create(spec);
  await engine.load();
  const frame = testFrame(spec);
  return {
    algorithm: engine.algorithm,
    macs: macsPerPx * spec.width * spec.height,
    frame: () => engine.upscale(frame, target),
  };
}

function create(spec: Spec): { engine: Engine; macsPerPx: number } {
  const options = { assets, threads: spec.threads, now: () => performance.now() };
  const backend = spec.backend === 'wasm' ? 'wasm' : 'webgpu';
  if (spec.method in RGB_MODELS) {
    const model = RGB_MODELS[spec.method as RgbModelName];
    return { engine: createRgbEngine(backend, model, options), macsPerPx: model.macsPerPx };
  }
  const model = doubling(spec);
  return { engine: createEngine(spec.kind ?? backend, model, options), macsPerPx: model.macsPerPx };
}

export function doubling({ method, width, height }: Spec): ModelEntry {
  const model = modelFor(method as Quality, { width, height }, { width: width * 2, height: height * 2 });
  if (model === undefined) throw new TypeError(`no network ${method}`);
  return model;
}
