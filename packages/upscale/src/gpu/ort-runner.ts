/**
 * Sessions of one network in ONNX Runtime on our device: one that takes any size, and one whose commands were recorded for the size that
 * comes frame after frame (graph capture; a replay costs a tenth of the processor time of a run).
 *
 * @module
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { UpscaleError } from '../errors.ts';
import { sameSize } from '../geometry.ts';
import type { Size } from '../types.ts';
import type { GpuScope } from './gpu-scope.ts';

export type Ort = typeof import('onnxruntime-web/webgpu');

/** `release` once the commands that read `buffer` are submitted: the runtime may hand it out again. */
export interface Answer {
  readonly buffer: GPUBuffer;
  release(): void;
}

interface Recording {
  readonly session: InferenceSession;
  readonly input: GPUBuffer;
  readonly size: Size;
  readonly feeds: { x: Tensor };
  readonly fetches: { y: Tensor };
  readonly output: GPUBuffer;
}

export class OrtRunner {
  readonly #gpu: GpuScope;
  readonly #ort: Ort;
  readonly #file: Uint8Array;
  readonly #session: InferenceSession;
  #recording: Recording | undefined;
  /** Not every graph can be recorded; one that cannot is not asked again. */
  #records = true;

  private constructor(gpu: GpuScope, ort: Ort, file: Uint8Array, session: InferenceSession) {
    this.#gpu = gpu;
    this.#ort = ort;
    this.#file = file;
    this.#session = session;
  }

  /** Compiles the network from its `.onnx` bytes: input `x` and output `y`, both [1, 1, height, width] float32. */
  static async create(gpu: GpuScope, ort: Ort, file: Uint8Array): Promise<OrtRunner> {
    return new OrtRunner(gpu, ort, file, await open(gpu, ort, file, false));
  }

  /** Whether the size of the last `runAgain` runs from a recording. */
  get isRecorded(): boolean {
    return this.#recording !== undefined;
  }

  /** Any size. Throws `P2C2G_UPSCALE_RUNTIME`. */
  async run(input: GPUBuffer, size: Size): Promise<Answer> {
    const { y } = await this.#session.run({ x: tensor(this.#ort, input, size) });
    if (y?.location !== 'gpu-buffer') {
      throw new UpscaleError('P2C2G_UPSCALE_RUNTIME', `the answer is in ${y?.location ?? 'nothing'}`);
    }
    return { buffer: y.gpuBuffer as GPUBuffer, release: () => y.dispose() };
  }

  /** The same buffer and size as most calls before and after it: recorded once, then replayed. `output` is the answer's size. */
  async runAgain(input: GPUBuffer, size: Size, output: Size): Promise<Answer> {
    if (!this.#records) return this.run(input, size);
    try {
      const recording = await this.#recordingFor(input, size, output);
      await recording.session.run(recording.feeds, recording.fetches);
      return { buffer: recording.output, release: () => undefined };
    } catch {
      this.#records = false;
      await this.#forget();
      return this.run(input, size);
    }
  }

  async dispose(): Promise<void> {
    await this.#forget();
    await this.#session.release();
  }

  async #recordingFor(input: GPUBuffer, size: Size, output: Size): Promise<Recording> {
    const known = this.#recording;
    if (known?.input === input && sameSize(known.size, size)) return known;
    await this.#forget();
    const session = await open(this.#gpu, this.#ort, this.#file, true);
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = this.#gpu.buffer(
      'answer',
      Math.ceil((output.width * output.height) / 4) * 16,
      STORAGE | COPY_SRC | COPY_DST,
    );
    this.#recording = {
      session,
      input,
      size,
      feeds: { x: tensor(this.#ort, input, size) },
      fetches: { y: tensor(this.#ort, buffer, output) },
      output: buffer,
    };
    return this.#recording;
  }

  async #forget(): Promise<void> {
    const old = this.#recording;
    this.#recording = undefined;
    if (!old) return;
    this.#gpu.free([old.output]);
    await old.session.release();
  }
}

function open(gpu: GpuScope, ort: Ort, file: Uint8Array, recorded: boolean): Promise<InferenceSession> {
  return ort.InferenceSession.create(file, {
    executionProviders: [{ name: 'webgpu', device: gpu.device }],
    graphOptimizationLevel: 'all',
    preferredOutputLocation: 'gpu-buffer',
    ...(recorded ? { enableGraphCapture: true } : {}),
  });
}

function tensor(ort: Ort, buffer: GPUBuffer, { width, height }: Size): Tensor {
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [1, 1, height, width] });
}
