/**
 * Tier 0 on the GPU: the luma plane at the target's own size, without a network.
 *
 * @module
 */
import { sameSize, wholeOf } from '../geometry.ts';
import { DEFAULT_SHARPNESS } from '../spatial.ts';
import type { Region, Size } from '../types.ts';
import type { GpuScope } from './gpu-scope.ts';
import type { LumaPlane, LumaStage, PictureBuffer } from './luma-stage.ts';
import { EASU, RCAS, SPATIAL_BYTES, SPATIAL_GROUP, spatialNumbers } from './wgsl/spatial.ts';

interface Allocation {
  readonly input: Size;
  readonly target: Size;
  readonly soft: GPUBuffer;
  readonly sharp: GPUBuffer;
  readonly groups: readonly [GPUBindGroup, GPUBindGroup];
}

export class SpatialStage implements LumaStage {
  readonly #gpu: GpuScope;
  readonly #pipelines: readonly [GPUComputePipeline, GPUComputePipeline];
  readonly #numbers: GPUBuffer;
  #allocation: Allocation | undefined;

  private constructor(gpu: GpuScope, pipelines: readonly [GPUComputePipeline, GPUComputePipeline]) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    const { UNIFORM, COPY_DST } = GPUBufferUsage;
    this.#numbers = gpu.buffer('spatial', SPATIAL_BYTES, UNIFORM | COPY_DST);
  }

  static async create(gpu: GpuScope): Promise<SpatialStage> {
    return new SpatialStage(gpu, await Promise.all([gpu.pipeline('easu', EASU), gpu.pipeline('rcas', RCAS)]));
  }

  wholeOf(_input: Size, target: Size): Size {
    return target;
  }

  resize(picture: PictureBuffer, target: Size): void {
    this.#release();
    const bytes = 4 * Math.ceil(target.width / 4) * target.height;
    const soft = this.#gpu.buffer('soft', bytes, GPUBufferUsage.STORAGE);
    const sharp = this.#gpu.buffer('sharp', bytes, GPUBufferUsage.STORAGE);
    const [easu, rcas] = this.#pipelines;
    this.#allocation = {
      input: picture.size,
      target,
      soft,
      sharp,
      groups: [
        this.#gpu.bind(easu, [this.#numbers, picture.buffer, soft]),
        this.#gpu.bind(rcas, [this.#numbers, soft, sharp]),
      ],
    };
  }

  async encode(
    encoder: GPUCommandEncoder,
    needed: Region,
  ): Promise<{ encoder: GPUCommandEncoder; plane: LumaPlane }> {
    const { input, target, sharp, groups } = this.#allocation!;
    const soft = grown(needed, target);
    const strength = 2 ** (-2 * (1 - DEFAULT_SHARPNESS));
    const numbers = spatialNumbers({ input, target, soft, sharp: needed, strength });
    this.#gpu.device.queue.writeBuffer(this.#numbers, 0, numbers);
    const pass = encoder.beginComputePass();
    for (const [i, made] of [soft, needed].entries()) {
      pass.setPipeline(this.#pipelines[i]!);
      pass.setBindGroup(0, groups[i]!);
      const words = Math.ceil(made.width / 4);
      pass.dispatchWorkgroups(Math.ceil(words / SPATIAL_GROUP), Math.ceil(made.height / SPATIAL_GROUP));
    }
    pass.end();
    const rowWords = Math.ceil(needed.width / 4);
    return { encoder, plane: { buffer: sharp, whole: target, held: needed, rowWords } };
  }

  async dispose(): Promise<void> {
    this.#release();
    this.#gpu.free([this.#numbers]);
  }

  #release(): void {
    if (this.#allocation) this.#gpu.free([this.#allocation.soft, this.#allocation.sharp]);
    this.#allocation = undefined;
  }
}

/** One pixel more on every side, as far as the picture goes: what the sharpener reads. */
function grown(region: Region, whole: Size): Region {
  if (sameSize(region, whole)) return wholeOf(whole);
  const x = Math.max(0, region.x - 1);
  const y = Math.max(0, region.y - 1);
  return {
    x,
    y,
    width: Math.min(whole.width, region.x + region.width + 1) - x,
    height: Math.min(whole.height, region.y + region.height + 1) - y,
  };
}
