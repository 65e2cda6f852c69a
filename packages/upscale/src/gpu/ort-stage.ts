/**
 * The network through onnxruntime-web on our own device: its tensors are our buffers, so nothing is read back on the way.
 *
 * @module
 */
import { evenSize, networkSource, sameSize, scaleRegion } from '../geometry.ts';
import type { ModelEntry } from '../models.ts';
import type { EngineAssets, Region, Size } from '../types.ts';
import type { GpuScope } from './gpu-scope.ts';
import type { LumaPlane, LumaStage, PictureBuffer } from './luma-stage.ts';
import { type Answer, type Ort, OrtRunner } from './ort-runner.ts';
import { BRIDGE_GROUP, PACK, PAD } from './wgsl/ort-bridge.ts';
import { FRAME_BYTES, frameNumbers } from './wgsl/picture.ts';

interface Allocation {
  readonly picture: PictureBuffer;
  readonly padded: GPUBuffer;
  readonly plane: GPUBuffer;
  readonly pad: GPUBindGroup;
}

export class OrtStage implements LumaStage {
  readonly #gpu: GpuScope;
  readonly #model: ModelEntry;
  readonly #runner: OrtRunner;
  readonly #pipelines: { pad: GPUComputePipeline; pack: GPUComputePipeline };
  readonly #frames: { pad: GPUBuffer; pack: GPUBuffer };
  #allocation: Allocation | undefined;

  private constructor(
    gpu: GpuScope,
    model: ModelEntry,
    runner: OrtRunner,
    pipelines: { pad: GPUComputePipeline; pack: GPUComputePipeline },
  ) {
    this.#gpu = gpu;
    this.#model = model;
    this.#runner = runner;
    this.#pipelines = pipelines;
    const frame = () => gpu.buffer('frame', FRAME_BYTES, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.#frames = { pad: frame(), pack: frame() };
  }

  /** Loads the runtime (once for the page), compiles the network. Throws `UpscaleError`. */
  static async create(
    gpu: GpuScope,
    model: ModelEntry,
    file: Uint8Array,
    assets: EngineAssets,
  ): Promise<OrtStage> {
    const ort: Ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = 1;
    if (assets.readBytes) ort.env.wasm.wasmBinary ??= await assets.readBytes(assets.webgpuWasmUrl);
    else ort.env.wasm.wasmPaths ??= { wasm: assets.webgpuWasmUrl };
    const runner = await OrtRunner.create(gpu, ort, file);
    const [pad, pack] = await Promise.all([gpu.pipeline('pad', PAD), gpu.pipeline('pack', PACK)]);
    return new OrtStage(gpu, model, runner, { pad, pack });
  }

  wholeOf({ width, height }: Size): Size {
    return { width: width * this.#model.scale, height: height * this.#model.scale };
  }

  resize(picture: PictureBuffer): void {
    this.#release();
    const even = evenSize(picture.size);
    const padded = this.#padded(even);
    const whole = this.wholeOf(even);
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    // The runtime binds whole groups of 16 bytes.
    const bytes = Math.ceil((padded.width * padded.height) / 4) * 16;
    const input = this.#gpu.buffer('padded', bytes, STORAGE | COPY_SRC | COPY_DST);
    this.#allocation = {
      picture,
      padded: input,
      plane: this.#gpu.buffer('luma', Math.ceil(whole.width / 4) * 4 * whole.height, STORAGE | COPY_SRC),
      pad: this.#gpu.bind(this.#pipelines.pad, [this.#frames.pad, picture.buffer, input]),
    };
  }

  async encode(
    encoder: GPUCommandEncoder,
    needed: Region,
  ): Promise<{ encoder: GPUCommandEncoder; plane: LumaPlane }> {
    const { picture, padded, plane, pad } = this.#allocation!;
    const { scale, haloPx } = this.#model;
    const source = networkSource(picture.size, scale, needed);
    const held = scaleRegion(source, scale);
    const size = this.#padded(source);
    const rowWords = Math.ceil(held.width / 4);
    const origin = { originX: source.x - haloPx, originY: source.y - haloPx };
    this.#writeFrame(this.#frames.pad, picture.size, origin, size, rowWords);
    this.#writeFrame(this.#frames.pack, picture.size, origin, held, rowWords);
    this.#dispatch(encoder, this.#pipelines.pad, pad, size.width, size.height);
    this.#gpu.device.queue.submit([encoder.finish()]);
    const answer = await this.#answer(padded, size);
    try {
      const after = this.#gpu.device.createCommandEncoder();
      const pack = this.#gpu.bind(this.#pipelines.pack, [this.#frames.pack, answer.buffer, plane]);
      this.#dispatch(after, this.#pipelines.pack, pack, rowWords, held.height);
      // Submitted here, before the tensor goes back to the runtime: it may hand the buffer out again.
      this.#gpu.device.queue.submit([after.finish()]);
    } finally {
      answer.release();
    }
    const whole = this.wholeOf(picture.size);
    return {
      encoder: this.#gpu.device.createCommandEncoder(),
      plane: { buffer: plane, whole, held, rowWords },
    };
  }

  async dispose(): Promise<void> {
    this.#release();
    this.#gpu.free([this.#frames.pad, this.#frames.pack]);
    await this.#runner.dispose();
  }

  /** A whole picture comes frame after frame, a region now and then. */
  #answer(input: GPUBuffer, padded: Size): Promise<Answer> {
    const whole = this.#padded(evenSize(this.#allocation!.picture.size));
    if (!sameSize(padded, whole)) return this.#runner.run(input, padded);
    return this.#runner.runAgain(input, padded, this.wholeOf(evenSize(this.#allocation!.picture.size)));
  }

  #padded({ width, height }: Size): Size {
    return { width: width + 2 * this.#model.haloPx, height: height + 2 * this.#model.haloPx };
  }

  #writeFrame(
    buffer: GPUBuffer,
    size: Size,
    origin: { originX: number; originY: number },
    cells: Size,
    rowWords: number,
  ): void {
    const { width, height } = size;
    const grid = { cellsX: cells.width, cellsY: cells.height, rowWords, planeWords: 0 };
    this.#gpu.device.queue.writeBuffer(buffer, 0, frameNumbers({ width, height, ...origin, ...grid }));
  }

  #dispatch(
    encoder: GPUCommandEncoder,
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    x: number,
    y: number,
  ): void {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.ceil(x / BRIDGE_GROUP), Math.ceil(y / BRIDGE_GROUP));
    pass.end();
  }

  #release(): void {
    if (this.#allocation) this.#gpu.free([this.#allocation.padded, this.#allocation.plane]);
    this.#allocation = undefined;
  }
}
