/**
 * One pair of sizes on the GPU: buffers for the picture and the result, and what leads from one to the other.
 *
 * ```
 *  planes ─ writeBuffer ─ picture ─┬─ stage (network, or tier 0) ─ luma ─ resample ─┬─ result ─ copy ─ staging ─ mapAsync ─ planes
 *                                  └──────────────── resample u, v ─────────────────┘
 * ```
 *
 * Everything from `picture` to the copy is one command buffer and one submit.
 *
 * @module
 */
import { BICUBIC, BILINEAR } from '../filters.ts';
import { chromaSide } from '../frame.ts';
import { sameSize, wholeOf } from '../geometry.ts';
import type { I420Frame, Region, Size } from '../types.ts';
import type { GpuScope } from './gpu-scope.ts';
import type { LumaPlane, LumaStage } from './luma-stage.ts';
import { ResamplePass, type ResamplePipelines, type SourcePlane, wordsOf } from './resample-pass.ts';
import { axisTaps, identityTaps } from './taps.ts';

/** Where the three planes begin, in words, and how many words there are. */
interface PlaneWords {
  readonly u: number;
  readonly v: number;
  readonly end: number;
}

/** A result on the GPU: the planes of `region`, tight, each from a word of its own on. */
export interface ResultBuffer {
  readonly buffer: GPUBuffer;
  readonly region: Region;
  readonly bytes: number;
}

export class FramePasses {
  readonly input: Size;
  readonly target: Size;
  readonly picture: GPUBuffer;
  readonly #gpu: GpuScope;
  readonly #stage: LumaStage;
  readonly #luma: ResamplePass;
  readonly #chroma: readonly [ResamplePass, ResamplePass];
  readonly #result: GPUBuffer;
  #scratch = new Uint8Array(0);

  private constructor(
    gpu: GpuScope,
    stage: LumaStage,
    sizes: { input: Size; target: Size },
    passes: { luma: ResamplePass; chroma: readonly [ResamplePass, ResamplePass] },
  ) {
    this.#gpu = gpu;
    this.#stage = stage;
    this.input = sizeOf(sizes.input);
    this.target = sizeOf(sizes.target);
    this.#luma = passes.luma;
    this.#chroma = passes.chroma;
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    this.picture = gpu.buffer('picture', planeWords(this.input).end * 4, STORAGE | COPY_DST);
    this.#result = gpu.buffer('result', planeWords(this.target).end * 4, STORAGE | COPY_SRC);
    stage.resize({ buffer: this.picture, size: this.input }, this.target);
  }

  static async create(
    gpu: GpuScope,
    stage: LumaStage,
    pipelines: ResamplePipelines,
    sizes: { input: Size; target: Size },
  ): Promise<FramePasses> {
    const { input, target } = sizes;
    const from = stage.wholeOf(input, target);
    const luma = (a: number, b: number) => (a === b ? identityTaps(a) : axisTaps(a, b, a / b, BICUBIC));
    // As on the CPU: chroma is mapped by the ratio of the luma sizes, and bilinear is enough at x2.
    const doubled = target.width === 2 * input.width && target.height === 2 * input.height;
    const chroma = (a: number, b: number) =>
      axisTaps(chromaSide(a), chromaSide(b), a / b, doubled ? BILINEAR : BICUBIC);
    const across = chroma(input.width, target.width);
    const down = chroma(input.height, target.height);
    // A filter that is needed along one axis alone would still be exact along the other.
    const make = ResamplePass.create;
    return new FramePasses(gpu, stage, sizes, {
      luma: await make(gpu, pipelines, luma(from.width, target.width), luma(from.height, target.height)),
      chroma: [await make(gpu, pipelines, across, down), await make(gpu, pipelines, across, down)],
    });
  }

  fits(input: Size, target: Size): boolean {
    return sameSize(input, this.input) && sameSize(target, this.target);
  }

  /** Bytes of a whole result. */
  get resultBytes(): number {
    return planeWords(this.target).end * 4;
  }

  /** The planes into the picture buffer. */
  upload({ y, u, v }: I420Frame): void {
    const words = planeWords(this.input);
    this.#write(y, 0);
    this.#write(u, words.u * 4);
    this.#write(v, words.v * 4);
  }

  /** Records the whole way from the picture buffer to the planes of `region`. */
  async encode(
    first: GPUCommandEncoder,
    region: Region,
  ): Promise<{ encoder: GPUCommandEncoder; result: ResultBuffer }> {
    const { encoder, plane } = await this.#stage.encode(first, this.#luma.needed(region));
    const words = planeWords(region);
    const result = (firstWord: number) => ({ buffer: this.#result, firstWord });
    const half = halved(region);
    const pass = encoder.beginComputePass();
    this.#luma.encode(pass, asSource(plane), region, result(0));
    this.#chroma[0].encode(pass, this.#chromaSource('u'), half, result(words.u));
    this.#chroma[1].encode(pass, this.#chromaSource('v'), half, result(words.v));
    pass.end();
    return { encoder, result: { buffer: this.#result, region, bytes: words.end * 4 } };
  }

  dispose(): void {
    this.#luma.dispose();
    for (const pass of this.#chroma) pass.dispose();
    this.#gpu.free([this.picture, this.#result]);
  }

  #chromaSource(plane: 'u' | 'v'): SourcePlane {
    const held = wholeOf(chromaSize(this.input));
    const firstByte = planeWords(this.input)[plane] * 4;
    return { buffer: this.picture, held, rowBytes: held.width, firstByte };
  }

  /** Writes go by whole words: the last one of an odd plane is filled up. */
  #write(plane: Uint8Array, at: number): void {
    const whole = Math.ceil(plane.length / 4) * 4;
    let bytes = plane;
    if (whole !== plane.length) {
      if (this.#scratch.length < whole) this.#scratch = new Uint8Array(whole);
      this.#scratch.set(plane);
      bytes = this.#scratch;
    }
    this.#gpu.device.queue.writeBuffer(this.picture, at, bytes as Uint8Array<ArrayBuffer>, 0, whole);
  }
}

/** Views of the planes of a result of that size in its bytes. */
export function planesOf(bytes: Uint8Array, size: Size): I420Frame {
  const words = planeWords(size);
  const chroma = chromaSize(size);
  const take = (word: number, length: number) => bytes.subarray(word * 4, word * 4 + length);
  return {
    width: size.width,
    height: size.height,
    y: take(0, size.width * size.height),
    u: take(words.u, chroma.width * chroma.height),
    v: take(words.v, chroma.width * chroma.height),
  };
}

export function planeWords(size: Size): PlaneWords {
  const luma = wordsOf(size);
  const chroma = wordsOf(chromaSize(size));
  return { u: luma, v: luma + chroma, end: luma + 2 * chroma };
}

function asSource({ buffer, held, rowWords }: LumaPlane): SourcePlane {
  return { buffer, held, rowBytes: rowWords * 4, firstByte: 0 };
}

function chromaSize({ width, height }: Size): Size {
  return { width: chromaSide(width), height: chromaSide(height) };
}

function halved({ x, y, width, height }: Region): Region {
  return { x: x >> 1, y: y >> 1, ...chromaSize({ width, height }) };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
