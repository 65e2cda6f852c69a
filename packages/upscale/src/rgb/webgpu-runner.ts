/**
 * A colour network on the GPU, on a device of ours: in half precision where the adapter has it.
 *
 * @module
 */
import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { readAsset } from '../assets.ts';
import { UpscaleError } from '../errors.ts';
import { acquireDevice } from '../gpu/acquire.ts';
import type { EngineAssets, OnProgress, Size } from '../types.ts';
import { type Precision, type RgbModelEntry, rgbModelFile } from './models.ts';
import type { RgbRunner } from './runner.ts';

type Ort = typeof import('onnxruntime-web/webgpu');

export class WebGpuRgbRunner implements RgbRunner {
  readonly backend = 'webgpu';
  readonly #model: RgbModelEntry;
  readonly #assets: EngineAssets;
  readonly #finest: Precision;
  #precision: Precision = 'f32';
  #device: GPUDevice | undefined;
  #ort: Ort | undefined;
  #session: InferenceSession | undefined;
  /** The first thing the device complained of; every later call answers with it. */
  #fault: UpscaleError | undefined;

  /** `precision`: `f16` falls back to `f32` on an adapter that cannot compute in halves. */
  constructor(model: RgbModelEntry, assets: EngineAssets, precision: Precision) {
    this.#model = model;
    this.#assets = assets;
    this.#finest = precision;
  }

  get precision(): Precision {
    return this.#precision;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const device = await acquireDevice({ allowSoftware: true });
    this.#device = device;
    this.#watch(device);
    this.#precision = this.#finest === 'f16' && device.features.has('shader-f16') ? 'f16' : 'f32';
    const url = this.#assets.modelUrl(rgbModelFile(this.#model, this.#precision));
    const model = await readAsset(this.#assets, url, 'model', onProgress);
    try {
      const ort = await import('onnxruntime-web/webgpu');
      const { wasm } = ort.env;
      wasm.numThreads = 1;
      if (this.#assets.readBytes)
        wasm.wasmBinary ??= await this.#assets.readBytes(this.#assets.webgpuWasmUrl);
      else wasm.wasmPaths ??= { wasm: this.#assets.webgpuWasmUrl };
      this.#session = await ort.InferenceSession.create(model, {
        executionProviders: [{ name: 'webgpu', device }],
      });
      this.#ort = ort;
    } catch (cause) {
      throw this.#fault ?? UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(planes: Float32Array, { width, height }: Size): Promise<Float32Array> {
    if (this.#fault) throw this.#fault;
    if (!this.#ort || !this.#session) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', 'webgpu');
    let answer: Float32Array;
    try {
      const x = new this.#ort.Tensor('float32', planes, [1, 3, height, width]);
      const { y } = await this.#session.run({ x });
      answer = (await y!.getData(true)) as Float32Array;
    } catch (cause) {
      throw this.#fault ?? UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
    // A validation error does not reject run(): it arrives beside it, and the colours are then not to be trusted.
    if (this.#fault) throw this.#fault;
    return answer;
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.release();
    this.#device?.destroy();
    this.#device = undefined;
  }

  #watch(device: GPUDevice): void {
    device.onuncapturederror = (event) => {
      this.#fault ??= new UpscaleError('P2C2G_UPSCALE_RUNTIME', event.error.message);
    };
    void device.lost.then((info) => {
      if (info.reason === 'destroyed') return;
      this.#fault = new UpscaleError('P2C2G_UPSCALE_DEVICE_LOST', info.message);
    });
  }
}
