/**
 * A colour network in WebAssembly, computing in fp32.
 *
 * @module
 */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { readAsset } from '../assets.ts';
import { UpscaleError } from '../errors.ts';
import type { EngineAssets, OnProgress, Size } from '../types.ts';
import { type RgbModelEntry, rgbModelFile } from './models.ts';
import type { RgbRunner } from './runner.ts';

type Ort = typeof import('onnxruntime-web/wasm');

export class WasmRgbRunner implements RgbRunner {
  readonly backend = 'wasm';
  readonly precision = 'f32';
  readonly #model: RgbModelEntry;
  readonly #assets: EngineAssets;
  readonly #threads: number;
  #ort: Ort | undefined;
  #session: InferenceSession | undefined;

  constructor(model: RgbModelEntry, assets: EngineAssets, threads: number) {
    this.#model = model;
    this.#assets = assets;
    this.#threads = threads;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const url = this.#assets.modelUrl(rgbModelFile(this.#model, this.precision));
    const model = await readAsset(this.#assets, url, 'model', onProgress);
    try {
      const ort = await import('onnxruntime-web/wasm');
      const { wasm } = ort.env;
      // One runtime a page or worker: its thread count holds from the first session on.
      wasm.numThreads = this.#threads;
      if (this.#assets.readBytes) wasm.wasmBinary ??= await this.#assets.readBytes(this.#assets.wasmUrl);
      else wasm.wasmPaths ??= { wasm: this.#assets.wasmUrl };
      this.#session = await ort.InferenceSession.create(model, {
        executionProviders: ['wasm'],
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      this.#ort = ort;
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(planes: Float32Array, { width, height }: Size): Promise<Float32Array> {
    if (!this.#ort || !this.#session) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', 'wasm');
    try {
      const x = new this.#ort.Tensor('float32', planes, [1, 3, height, width]);
      const { y } = await this.#session.run({ x });
      return y!.data as Float32Array;
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.release();
  }
}
