/**
 * One `GPUDevice` with everything that was made on it: what it complained of, and what must be given back.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';

export class GpuScope {
  readonly device: GPUDevice;
  /** Whether shaders may use 16-bit floats. */
  readonly half: boolean;
  readonly #buffers = new Set<GPUBuffer>();
  /** The first thing the device complained of; every later call answers with it. */
  #fault: UpscaleError | undefined;
  #destroyed = false;

  constructor(device: GPUDevice, half = device.features.has('shader-f16')) {
    this.device = device;
    this.half = half;
    device.onuncapturederror = (event) => {
      this.#fault ??= new UpscaleError('P2C2G_UPSCALE_RUNTIME', event.error.message);
    };
    void device.lost.then((info) => {
      if (this.#destroyed) return;
      this.#fault = new UpscaleError('P2C2G_UPSCALE_DEVICE_LOST', info.message || info.reason);
    });
  }

  /** Buffers that exist, and their size. */
  get held(): { buffers: number; bytes: number } {
    let bytes = 0;
    for (const { size } of this.#buffers) bytes += size;
    return { buffers: this.#buffers.size, bytes };
  }

  /** Throws what the device complained of. An error of validation rejects nothing: it arrives beside the wrong pixels. */
  check(): void {
    if (this.#fault) throw this.#fault;
  }

  /** `cause` as the error to report: the device's own complaint says more than a promise that it broke. */
  async explain(cause: unknown): Promise<UpscaleError> {
    // `lost` resolves a little after the first rejected promise.
    for (let turn = 0; turn < 3 && !this.#fault; turn++)
      await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#fault ?? UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
  }

  /** A buffer of at least `bytes`, rounded up to whole words. */
  buffer(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    const buffer = this.device.createBuffer({ label, size, usage });
    this.#buffers.add(buffer);
    return buffer;
  }

  /** A buffer with these contents, for shaders to read. */
  filled(label: string, data: ArrayBufferView<ArrayBuffer>, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.buffer(label, data.byteLength, usage | GPUBufferUsage.COPY_DST);
    this.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  free(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      this.#buffers.delete(buffer);
      buffer.destroy();
    }
  }

  /** Compiles off the page's thread. Throws `P2C2G_UPSCALE_RUNTIME`, or what the device complained of. */
  async pipeline(
    label: string,
    code: string,
    constants: Record<string, number> = {},
  ): Promise<GPUComputePipeline> {
    try {
      const module = this.device.createShaderModule({ label, code });
      return await this.device.createComputePipelineAsync({
        label,
        layout: 'auto',
        compute: { module, constants },
      });
    } catch (cause) {
      throw await this.explain(cause);
    }
  }

  /** A bind group of whole buffers; `undefined` marks a binding that the shader does not have. */
  bind(pipeline: GPUComputePipeline, buffers: readonly (GPUBuffer | undefined)[]): GPUBindGroup {
    const entries = buffers.flatMap((buffer, binding) => (buffer ? [{ binding, resource: { buffer } }] : []));
    return this.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.free([...this.#buffers]);
    this.device.destroy();
  }
}
