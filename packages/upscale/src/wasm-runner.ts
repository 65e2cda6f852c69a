/**
 * The network in WebAssembly: bytes in, bytes out, SIMD always, threads where the page is cross-origin isolated.
 *
 * @module
 */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { readAsset } from './assets.ts';
import { UpscaleError } from './errors.ts';
import type { LumaRunner } from './luma-runner.ts';
import { type ModelEntry, modelFile } from './models.ts';
import { paddedSize, padPlane } from './pad.ts';
import type { EngineAssets, OnProgress, Region, Size } from './types.ts';

type Ort = typeof import('onnxruntime-web/wasm');

export class WasmRunner implements LumaRunner {
  readonly backend = 'wasm';
  readonly #model: ModelEntry;
  readonly #assets: EngineAssets;
  readonly #threads: number;
  #ort: Ort | undefined;
  #session: InferenceSession | undefined;
  #padded = new Uint8Array(0);

  constructor(model: ModelEntry, assets: EngineAssets, threads: number) {
    this.#model = model;
    this.#assets = assets;
    this.#threads = threads;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const url = this.#assets.modelUrl(modelFile(this.#model, 'wasm'));
    const model = await readAsset(this.#assets, url, 'model', onProgress);
    try {
      const ort = await import('onnxruntime-web/wasm');
      await this.#configure(ort);
      this.#session = await ort.InferenceSession.create(model, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all',
        // A waiting helper must cost nothing. Spinning bought no speed here, so there is no reason to risk it.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      this.#ort = ort;
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array> {
    if (!this.#ort || !this.#session) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', 'wasm');
    const padded = paddedSize(source, this.#model.haloPx);
    const length = padded.width * padded.height;
    if (this.#padded.length !== length) this.#padded = new Uint8Array(length);
    padPlane(plane, size, source, this.#model.haloPx, this.#padded);
    try {
      const x = new this.#ort.Tensor('uint8', this.#padded, [1, 1, padded.height, padded.width]);
      const { y } = await this.#session.run({ x });
      return y!.data as Uint8Array;
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#padded = new Uint8Array(0);
    await session?.release();
  }

  /** The runtime is one per page or worker: its thread count holds from the first session on. */
  async #configure(ort: Ort): Promise<void> {
    const { wasm } = ort.env;
    wasm.numThreads = this.#threads;
    if (this.#assets.readBytes) wasm.wasmBinary ??= await this.#assets.readBytes(this.#assets.wasmUrl);
    else wasm.wasmPaths ??= { wasm: this.#assets.wasmUrl };
  }
}
