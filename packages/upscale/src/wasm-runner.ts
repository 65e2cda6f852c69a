/**
 * The network in WebAssembly: bytes in, bytes out, SIMD always, threads where the page is cross-origin isolated.
 *
 * @module
 */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { UpscaleError } from './errors.ts';
import type { LumaRunner } from './luma-runner.ts';
import { type ModelEntry, modelFile } from './models.ts';
import { paddedSize, padPlane } from './pad.ts';
import type { EngineAssets, OnProgress, Region, Size } from './types.ts';
import { readWithRuntime, runtimeRuns, type WasmOrt } from './wasm-runtime.ts';

const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
  // A waiting helper must cost nothing. Spinning bought no speed here, so there is no reason to risk it.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

interface Loaded {
  ort: WasmOrt;
  /** The network's file, for another session when one fails. */
  model: Uint8Array;
}

export class WasmRunner implements LumaRunner {
  readonly backend = 'wasm';
  readonly kind = 'wasm';
  readonly #model: ModelEntry;
  readonly #assets: EngineAssets;
  readonly #threads: number;
  readonly #importOrt: () => Promise<WasmOrt>;
  #loaded: Loaded | undefined;
  #session: InferenceSession | undefined;
  #padded = new Uint8Array(0);

  constructor(
    model: ModelEntry,
    assets: EngineAssets,
    threads: number,
    importOrt: () => Promise<WasmOrt> = () => import('onnxruntime-web/wasm'),
  ) {
    this.#model = model;
    this.#assets = assets;
    this.#threads = threads;
    this.#importOrt = importOrt;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const url = this.#assets.modelUrl(modelFile(this.#model, 'wasm'));
    try {
      const ort = await this.#importOrt();
      const model = await readWithRuntime(ort, this.#assets, url, this.#threads, onProgress);
      this.#session = await ort.InferenceSession.create(model, SESSION_OPTIONS);
      runtimeRuns(ort);
      this.#loaded = { ort, model };
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array> {
    const loaded = this.#loaded;
    if (!loaded) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', 'wasm');
    const padded = paddedSize(source, this.#model.haloPx);
    const length = padded.width * padded.height;
    if (this.#padded.length !== length) this.#padded = new Uint8Array(length);
    padPlane(plane, size, source, this.#model.haloPx, this.#padded);
    try {
      return await this.#infer(loaded, padded);
    } catch {
      // Once more with a session of its own making: a passing want of memory leaves the old one unusable.
      return this.#inferAnew(loaded, padded);
    }
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#loaded = undefined;
    this.#padded = new Uint8Array(0);
    await session?.release();
  }

  async #infer({ ort }: Loaded, { width, height }: Size): Promise<Uint8Array> {
    if (!this.#session) throw new UpscaleError('P2C2G_UPSCALE_RUNTIME', 'the last session failed');
    const x = new ort.Tensor('uint8', this.#padded, [1, 1, height, width]);
    const { y } = await this.#session.run({ x });
    return y!.data as Uint8Array;
  }

  async #inferAnew(loaded: Loaded, padded: Size): Promise<Uint8Array> {
    const failed = this.#session;
    this.#session = undefined;
    await failed?.release().catch(() => undefined);
    try {
      this.#session = await loaded.ort.InferenceSession.create(loaded.model, SESSION_OPTIONS);
      return await this.#infer(loaded, padded);
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }
}
