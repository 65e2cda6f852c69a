/**
 * The network in whole numbers, in WebAssembly of our own: the same pixels on every processor, and no runtime to fetch.
 *
 * @module
 */
import { readAsset } from '../assets.ts';
import { UpscaleError } from '../errors.ts';
import type { LumaRunner } from '../luma-runner.ts';
import { type ModelEntry, modelFile } from '../models.ts';
import { readOnnx } from '../onnx/graph.ts';
import { planOf } from '../onnx/planner.ts';
import type { EngineAssets, OnProgress, Region, Size } from '../types.ts';
import { IntegerTeam } from './integer-team.ts';
import { quantise } from './quantise.ts';

export class IntegerRunner implements LumaRunner {
  readonly backend = 'wasm';
  readonly kind = 'wasm-int';
  readonly #model: ModelEntry;
  readonly #assets: EngineAssets;
  readonly #threads: number;
  #team: IntegerTeam | undefined;

  constructor(model: ModelEntry, assets: EngineAssets, threads: number) {
    this.#model = model;
    this.#assets = assets;
    this.#threads = threads;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const url = this.#assets.modelUrl(modelFile(this.#model, 'webgpu'));
    const file = await readAsset(this.#assets, url, 'model', onProgress);
    try {
      this.#team = new IntegerTeam(quantise(planOf(readOnnx(file))));
      await this.#team.hire(this.#threads - 1);
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array> {
    const team = this.#team;
    if (!team) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', this.kind);
    try {
      return await team.run(plane, size, source);
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async dispose(): Promise<void> {
    this.#team?.dismiss();
    this.#team = undefined;
  }
}
