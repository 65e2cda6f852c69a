/**
 * The network on the GPU through onnxruntime-web, on a device of ours.
 *
 * @module
 */
import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { readAsset } from './assets.ts';
import { UpscaleError } from './errors.ts';
import type { LumaRunner } from './luma-runner.ts';
import { type ModelEntry, modelFile } from './models.ts';
import { paddedSize, padPlane } from './pad.ts';
import type { EngineAssets, OnProgress, Region, Size } from './types.ts';

type Ort = typeof import('onnxruntime-web/webgpu');

export class WebGpuRunner implements LumaRunner {
  readonly backend = 'webgpu';
  readonly #model: ModelEntry;
  readonly #assets: EngineAssets;
  readonly #allowSoftware: boolean;
  #device: GPUDevice | undefined;
  #ort: Ort | undefined;
  #session: InferenceSession | undefined;
  /** The first thing the device complained of; every later call answers with it. */
  #fault: UpscaleError | undefined;
  #padded = new Float32Array(0);
  #bytes = new Uint8Array(0);

  constructor(model: ModelEntry, assets: EngineAssets, allowSoftware: boolean) {
    this.#model = model;
    this.#assets = assets;
    this.#allowSoftware = allowSoftware;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    const device = await this.#requestDevice();
    const url = this.#assets.modelUrl(modelFile(this.#model, 'webgpu'));
    const model = await readAsset(this.#assets, url, 'model', onProgress);
    try {
      const ort = await import('onnxruntime-web/webgpu');
      ort.env.wasm.numThreads = 1;
      if (this.#assets.readBytes)
        ort.env.wasm.wasmBinary ??= await this.#assets.readBytes(this.#assets.webgpuWasmUrl);
      else ort.env.wasm.wasmPaths ??= { wasm: this.#assets.webgpuWasmUrl };
      this.#session = await ort.InferenceSession.create(model, {
        executionProviders: [{ name: 'webgpu', device }],
        graphOptimizationLevel: 'all',
      });
      this.#ort = ort;
    } catch (cause) {
      throw this.#fault ?? UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
  }

  async run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array> {
    if (this.#fault) throw this.#fault;
    if (!this.#ort || !this.#session) throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', 'webgpu');
    const padded = paddedSize(source, this.#model.haloPx);
    const length = padded.width * padded.height;
    if (this.#padded.length !== length) this.#padded = new Float32Array(length);
    padPlane(plane, size, source, this.#model.haloPx, this.#padded);
    try {
      const x = new this.#ort.Tensor('float32', this.#padded, [1, 1, padded.height, padded.width]);
      const { y } = await this.#session.run({ x });
      this.#toBytes(y!.data as Float32Array, source);
      y!.dispose();
    } catch (cause) {
      throw this.#fault ?? UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
    // A validation error does not reject run(): it arrives beside it, and the pixels are then not to be trusted.
    if (this.#fault) throw this.#fault;
    return this.#bytes;
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#padded = new Float32Array(0);
    this.#bytes = new Uint8Array(0);
    await session?.release();
    this.#device?.destroy();
    this.#device = undefined;
  }

  /** The graph already added 0.5: clamp, then truncate. */
  #toBytes(y: Float32Array, source: Size): void {
    const length = source.width * source.height * this.#model.scale ** 2;
    if (y.length !== length) {
      throw new UpscaleError('P2C2G_UPSCALE_RUNTIME', `${y.length} values instead of ${length}`);
    }
    if (this.#bytes.length !== length) this.#bytes = new Uint8Array(length);
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const value = y[i]!;
      bytes[i] = value <= 0 ? 0 : Math.min(value, 255);
    }
  }

  async #requestDevice(): Promise<GPUDevice> {
    const gpu = globalThis.navigator?.gpu;
    if (!gpu) throw new UpscaleError('P2C2G_UPSCALE_NO_WEBGPU', 'navigator.gpu is missing');
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new UpscaleError('P2C2G_UPSCALE_NO_WEBGPU', 'no adapter');
    if (!this.#allowSoftware && isSoftware(adapter.info)) {
      throw new UpscaleError(
        'P2C2G_UPSCALE_NO_WEBGPU',
        `only a software adapter (${adapter.info.architecture})`,
      );
    }
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    try {
      // The defaults (128 MiB a binding) are too small for 64 channels at 1280x720.
      const device = await adapter.requestDevice({
        requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
      });
      this.#watch(device);
      this.#device = device;
      return device;
    } catch (cause) {
      throw UpscaleError.from('P2C2G_UPSCALE_NO_WEBGPU', cause);
    }
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

/** A GPU emulated on the CPU: right, and a hundred times slower than WebAssembly on the same CPU. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return (
    info.isFallbackAdapter ||
    /swiftshader|llvmpipe|lavapipe|warp/i.test(`${info.architecture} ${info.description}`)
  );
}
