/**
 * A plan on the GPU: one compute pipeline and one dispatch for each layer of its passes. Pipelines do not depend on the frame's size.
 *
 * @module
 */
import { CELL_PX, evenSize, networkSource, scaleRegion } from '../geometry.ts';
import type { Plan } from '../onnx/plan.ts';
import type { Region, Size } from '../types.ts';
import { type ConvLayout, layoutsOf, packMatrices, packVectors, type ShaderKind } from './conv-layout.ts';
import type { GpuScope } from './gpu-scope.ts';
import { toHalf } from './half.ts';
import type { LumaPlane, LumaStage, PictureBuffer } from './luma-stage.ts';
import { GROUP } from './wgsl/conv.ts';
import { directConv } from './wgsl/conv-direct.ts';
import { tiledConv } from './wgsl/conv-tiled.ts';
import { FRAME_BYTES, frameNumbers } from './wgsl/picture.ts';

interface Layer {
  readonly pipeline: GPUComputePipeline;
  /** Weights beyond the code: matrices and vectors, with their bindings. */
  readonly weights: readonly (GPUBuffer | undefined)[];
}

interface BuiltPass {
  readonly layout: ConvLayout;
  readonly layers: readonly Layer[];
}

interface Allocation {
  readonly picture: PictureBuffer;
  readonly features: readonly GPUBuffer[];
  readonly plane: GPUBuffer;
  /** For each pass, for each of its layers. */
  readonly groups: readonly (readonly GPUBindGroup[])[];
}

export class NetworkStage implements LumaStage {
  readonly #gpu: GpuScope;
  readonly #plan: Plan;
  readonly #passes: readonly BuiltPass[];
  readonly #frame: GPUBuffer;
  #allocation: Allocation | undefined;

  private constructor(gpu: GpuScope, plan: Plan, passes: readonly BuiltPass[]) {
    this.#gpu = gpu;
    this.#plan = plan;
    this.#passes = passes;
    this.#frame = gpu.buffer('frame', FRAME_BYTES, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** Compiles all passes. Throws `UpscaleError`. */
  static async create(gpu: GpuScope, plan: Plan, kind: ShaderKind): Promise<NetworkStage> {
    const built = layoutsOf(plan, kind).map(async (layout) => {
      const layers = Array.from({ length: layout.layers }, (_, layer) => build(gpu, layout, layer, kind));
      return { layout, layers: await Promise.all(layers) };
    });
    return new NetworkStage(gpu, plan, await Promise.all(built));
  }

  wholeOf({ width, height }: Size): Size {
    return { width: width * this.#plan.scale, height: height * this.#plan.scale };
  }

  resize(picture: PictureBuffer): void {
    if (this.#allocation) this.#gpu.free([...this.#allocation.features, this.#allocation.plane]);
    const cells = cellsOf(evenSize(picture.size));
    const slots = this.#slots();
    const features = slots
      .sizes(cells, this.#gpu.half ? 8 : 16)
      .map((bytes, i) => this.#gpu.buffer(`features ${i}`, bytes, GPUBufferUsage.STORAGE));
    const { block } = this.#plan;
    const plane = this.#gpu.buffer(
      'luma',
      this.#rowWords(cells.width) * 4 * cells.height * block,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    );
    const groups = this.#passes.map(({ layout, layers }, i) => {
      const from = layout.features?.source;
      const source = typeof from === 'number' ? features[slots.of[from]!] : undefined;
      const result = layout.pixels ? plane : features[slots.of[i]!];
      const read = layout.picture ? picture.buffer : undefined;
      return layers.map(({ pipeline, weights }) =>
        this.#gpu.bind(pipeline, [this.#frame, read, source, result, ...weights]),
      );
    });
    this.#allocation = { picture, features, plane, groups };
  }

  async encode(
    encoder: GPUCommandEncoder,
    needed: Region,
  ): Promise<{ encoder: GPUCommandEncoder; plane: LumaPlane }> {
    const { picture, plane, groups } = this.#allocation!;
    const { scale, block } = this.#plan;
    const source = networkSource(picture.size, scale, needed);
    const cells = cellsOf(source);
    const rowWords = this.#rowWords(cells.width);
    this.#writeFrame(picture.size, source, rowWords);
    const pass = encoder.beginComputePass();
    for (const [i, { layout, layers }] of this.#passes.entries()) {
      const across = Math.ceil((cells.width + layout.extraCells) / (GROUP * layout.cells));
      const down = Math.ceil((cells.height + layout.extraCells) / GROUP);
      for (const [l, { pipeline }] of layers.entries()) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, groups[i]![l]!);
        pass.dispatchWorkgroups(across, down);
      }
    }
    pass.end();
    const held = scaleRegion(source, block / CELL_PX);
    return { encoder, plane: { buffer: plane, whole: this.wholeOf(picture.size), held, rowWords } };
  }

  async dispose(): Promise<void> {
    if (this.#allocation) this.#gpu.free([...this.#allocation.features, this.#allocation.plane]);
    this.#allocation = undefined;
    this.#gpu.free([this.#frame]);
    for (const { layers } of this.#passes)
      for (const { weights } of layers) this.#gpu.free(weights.filter((buffer) => buffer !== undefined));
  }

  /** Whole words, and room for every cell of the last thread in a row. */
  #rowWords(cells: number): number {
    const perThread = this.#passes.at(-1)!.layout.cells;
    return (Math.ceil(cells / perThread) * perThread * this.#plan.block) / 4;
  }

  #writeFrame(size: Size, source: Region, rowWords: number): void {
    const { haloPx } = this.#plan;
    const cells = cellsOf(source);
    const numbers = frameNumbers({
      ...size,
      originX: source.x - haloPx,
      originY: source.y - haloPx,
      cellsX: cells.width,
      cellsY: cells.height,
      rowWords,
      planeWords: 0,
    });
    this.#gpu.device.queue.writeBuffer(this.#frame, 0, numbers);
  }

  /** Which buffer each pass writes: one is used again as soon as nobody reads it any more, so a chain needs two. */
  #slots(): { of: number[]; sizes(cells: Size, bytesPerFour: number): number[] } {
    const layouts = this.#passes.map(({ layout }) => layout);
    const lastRead = layouts.map((_, i) => layouts.findLastIndex(({ features }) => features?.source === i));
    const of: number[] = [];
    const busyUntil: number[] = [];
    for (const [i, { pixels }] of layouts.entries()) {
      if (pixels) continue;
      const free = busyUntil.findIndex((until) => until < i);
      const slot = free >= 0 ? free : busyUntil.length;
      of[i] = slot;
      busyUntil[slot] = lastRead[i]!;
    }
    const sizes = (cells: Size, bytesPerFour: number) => {
      const bytes = busyUntil.map(() => 0);
      for (const [i, { extraCells, perThread, layers, pixels }] of layouts.entries()) {
        if (pixels) continue;
        const area = (cells.width + extraCells) * (cells.height + extraCells);
        bytes[of[i]!] = Math.max(bytes[of[i]!]!, area * perThread * layers * bytesPerFour);
      }
      return bytes;
    };
    return { of, sizes };
  }
}

async function build(gpu: GpuScope, layout: ConvLayout, layer: number, kind: ShaderKind): Promise<Layer> {
  const { half } = gpu;
  if (kind === 'direct') {
    return { pipeline: await gpu.pipeline('convolution', directConv(layout, { half, layer })), weights: [] };
  }
  const matrices = packMatrices(layout, layer);
  const vectors = packVectors(layout, layer);
  const packed = half ? toHalf(matrices) : matrices;
  const room = gpu.device.limits.maxUniformBufferBindingSize;
  const space = (bytes: number) => (bytes <= room ? 'uniform' : 'storage');
  const code = tiledConv(layout, {
    half,
    layer,
    matrices: { count: matrices.length / 16, space: space(packed.byteLength) },
    vectors: { count: vectors.length / 4, space: space(vectors.byteLength) },
  });
  const { UNIFORM, STORAGE } = GPUBufferUsage;
  const fill = (label: string, data: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>) =>
    gpu.filled(label, data, space(data.byteLength) === 'uniform' ? UNIFORM : STORAGE);
  return {
    pipeline: await gpu.pipeline('convolution', code),
    weights: [layout.features && fill('matrices', packed), fill('vectors', vectors)],
  };
}

function cellsOf({ width, height }: Size): Size {
  return { width: width / CELL_PX, height: height / CELL_PX };
}
