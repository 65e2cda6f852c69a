/**
 * One plane's resampling on the GPU: tables for one pair of sizes, any rectangle of the result.
 *
 * @module
 */
import type { Region, Size } from '../types.ts';
import type { GpuScope } from './gpu-scope.ts';
import { type AxisTaps, reachOf } from './taps.ts';
import { RESAMPLE, RESAMPLE_GROUP, RESAMPLE_ROW, WINDOW_BYTES, windowNumbers } from './wgsl/resample.ts';

/** A plane of bytes in a buffer: a rectangle of a picture. */
export interface SourcePlane {
  readonly buffer: GPUBuffer;
  readonly held: Region;
  readonly rowBytes: number;
  readonly firstByte: number;
}

/** Pipelines by their numbers of taps: few combinations, each unrolled by the driver. */
export class ResamplePipelines {
  readonly #gpu: GpuScope;
  readonly #byTaps = new Map<string, GPUComputePipeline>();

  constructor(gpu: GpuScope) {
    this.#gpu = gpu;
  }

  async get(taps_x: number, taps_y: number): Promise<GPUComputePipeline> {
    const key = `${taps_x} ${taps_y}`;
    const known = this.#byTaps.get(key);
    if (known) return known;
    const made = await this.#gpu.pipeline('resample', RESAMPLE, { taps_x, taps_y });
    this.#byTaps.set(key, made);
    return made;
  }
}

export class ResamplePass {
  readonly #gpu: GpuScope;
  readonly #pipeline: GPUComputePipeline;
  readonly #across: AxisTaps;
  readonly #down: AxisTaps;
  readonly #window: GPUBuffer;
  readonly #tables: readonly [GPUBuffer, GPUBuffer];
  #bound: { source: GPUBuffer; result: GPUBuffer; group: GPUBindGroup } | undefined;

  private constructor(gpu: GpuScope, pipeline: GPUComputePipeline, across: AxisTaps, down: AxisTaps) {
    this.#gpu = gpu;
    this.#pipeline = pipeline;
    this.#across = across;
    this.#down = down;
    this.#window = gpu.buffer('window', WINDOW_BYTES, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.#tables = [
      gpu.filled('taps across', across.table, GPUBufferUsage.STORAGE),
      gpu.filled('taps down', down.table, GPUBufferUsage.STORAGE),
    ];
  }

  static async create(
    gpu: GpuScope,
    pipelines: ResamplePipelines,
    across: AxisTaps,
    down: AxisTaps,
  ): Promise<ResamplePass> {
    return new ResamplePass(gpu, await pipelines.get(across.count, down.count), across, down);
  }

  /** What of the source is read for that rectangle of the result. */
  needed(out: Region): Region {
    const [left, right] = reachOf(this.#across, out.x, out.width);
    const [top, bottom] = reachOf(this.#down, out.y, out.height);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** Records the rectangle `out` of the result, tight, from `firstWord` of `result` on. */
  encode(
    pass: GPUComputePassEncoder,
    source: SourcePlane,
    out: Region,
    result: { buffer: GPUBuffer; firstWord: number },
  ): void {
    const { held, rowBytes, firstByte } = source;
    const last = { x: this.#across.last, y: this.#down.last };
    const numbers = windowNumbers({
      out,
      corner: held,
      last,
      rowBytes,
      firstByte,
      firstWord: result.firstWord,
    });
    this.#gpu.device.queue.writeBuffer(this.#window, 0, numbers);
    const groups = Math.ceil(wordsOf(out) / RESAMPLE_GROUP);
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#groupFor(source.buffer, result.buffer));
    pass.dispatchWorkgroups(Math.min(groups, RESAMPLE_ROW), Math.ceil(groups / RESAMPLE_ROW));
  }

  dispose(): void {
    this.#gpu.free([this.#window, ...this.#tables]);
  }

  #groupFor(source: GPUBuffer, result: GPUBuffer): GPUBindGroup {
    if (this.#bound?.source !== source || this.#bound.result !== result) {
      const group = this.#gpu.bind(this.#pipeline, [this.#window, source, ...this.#tables, result]);
      this.#bound = { source, result, group };
    }
    return this.#bound.group;
  }
}

/** Words that a tight plane of bytes takes. */
export function wordsOf({ width, height }: Size): number {
  return Math.ceil((width * height) / 4);
}
