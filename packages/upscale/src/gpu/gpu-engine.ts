/**
 * An engine whose pixels never leave the GPU between the planes that go in and those that come out. A lost device is replaced, and the
 * frame that was under way is tried once more.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';
import { checkFrame, checkRegion, checkTarget, createI420 } from '../frame.ts';
import { wholeOf } from '../geometry.ts';
import type {
  I420Frame,
  OnProgress,
  Size,
  UpscaleOptions,
  UpscaleResult,
  VideoEngine,
  VideoOptions,
} from '../types.ts';
import { GpuMachine } from './gpu-machine.ts';
import { GpuScope } from './gpu-scope.ts';
import type { LumaStage } from './luma-stage.ts';

/** What makes one GPU engine differ from another. */
export interface GpuEngineKind {
  /** Such as `luma-x2-fast/wgsl`; with 16-bit floats `-f16` follows. */
  readonly algorithm: string;
  /** Whether this kind has shaders for 16-bit floats. */
  readonly canHalf: boolean;
  /** A device, each time another one. Throws `P2C2G_UPSCALE_NO_WEBGPU`. */
  acquire(): Promise<GPUDevice>;
  /** Reads files; once, before the first device. */
  load(onProgress?: OnProgress): Promise<void>;
  build(gpu: GpuScope): Promise<LumaStage>;
  /** A small frame and target, and the check of its answer: throws `P2C2G_UPSCALE_GOLDEN`. */
  readonly golden: {
    readonly frame: I420Frame;
    readonly target: Size;
    check(answer: I420Frame, half: boolean): void;
  };
}

export class GpuEngine implements VideoEngine {
  readonly backend = 'webgpu';
  readonly #kind: GpuEngineKind;
  readonly #now: () => number;
  #machine: GpuMachine | undefined;
  #state: 'new' | 'ready' | 'disposed' = 'new';
  /** Submissions follow one another; reading the results does not hold the next one up. */
  #tail: Promise<unknown> = Promise.resolve();
  #disposal: Promise<void> | undefined;

  constructor(kind: GpuEngineKind, now: () => number) {
    this.#kind = kind;
    this.#now = now;
  }

  get algorithm(): string {
    return this.#machine?.gpu.half ? `${this.#kind.algorithm}-f16` : this.#kind.algorithm;
  }

  /** Buffers on the GPU just now, and their bytes. */
  get held(): { buffers: number; bytes: number } {
    return this.#machine?.gpu.held ?? { buffers: 0, bytes: 0 };
  }

  async load(onProgress?: OnProgress): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
      if (this.#state === 'ready') return;
      // The device first: without one nothing needs to be fetched.
      const device = await this.#kind.acquire();
      try {
        await this.#kind.load(onProgress);
        onProgress?.({ loadedBytes: 0, totalBytes: 0, stage: 'golden' });
        await this.#build(device);
      } catch (cause) {
        device.destroy();
        throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
      }
      this.#state = 'ready';
    });
  }

  async warmUp(input: Size, target: Size): Promise<void> {
    await this.upscale(createI420(input), target);
  }

  async upscale(frame: I420Frame, target: Size, options: UpscaleOptions = {}): Promise<UpscaleResult> {
    const region = options.region ?? wholeOf(target);
    const start = this.#now();
    const planes = await this.#retried(
      (machine) => machine.submit(frame, target, region),
      () => {
        checkFrame(frame);
        checkTarget(target);
        checkRegion(region, target);
      },
    );
    const total = this.#now() - start;
    // One submit does it all: the GPU does not tell its parts.
    return {
      frame: planes,
      algorithm: this.algorithm,
      stagesMs: { luma: total, chroma: 0, resample: 0, total },
    };
  }

  /**
   * A video frame to another, without reading either back: for a decoder and an encoder that are on the GPU too. `frame` stays the
   * caller's, the result becomes the caller's. Luma may differ by one step from what `upscale` makes of the frame's planes, and is
   * cut off beyond black and white, since browsers show video to shaders as RGB.
   */
  async upscaleVideo(frame: VideoFrame, target: Size, options: VideoOptions = {}): Promise<VideoFrame> {
    const region = options.region ?? wholeOf(target);
    const timestampUs = options.timestampUs ?? frame.timestamp;
    return this.#retried(
      (machine) => machine.submitVideo(frame, target, region, timestampUs, options.encodedAs),
      () => {
        checkTarget(target);
        checkRegion(region, target);
      },
    );
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    this.#state = 'disposed';
    await this.#tail;
    await this.#machine?.dispose();
    this.#machine = undefined;
  }

  /** A frame; if the device fails meanwhile, once more on a new one. */
  async #retried<T>(
    submit: (machine: GpuMachine) => Promise<{ answer: Promise<T> }>,
    check: () => void,
  ): Promise<T> {
    let used: GpuMachine | undefined;
    const once = async () => {
      const submitted = await this.#inTurn(async () => {
        if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
        if (this.#state === 'new') throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', this.algorithm);
        check();
        // A frame of before may have found the device lost, and another may have replaced it already.
        if (!this.#machine || this.#machine === used) await this.#rebuild();
        used = this.#machine!;
        return submit(used);
      });
      const answer = await submitted.answer;
      used!.gpu.check();
      return answer;
    };
    try {
      return await once();
    } catch (cause) {
      if (cause instanceof UpscaleError && cause.retry === 'never') throw cause;
      if (!used) throw UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
    }
    try {
      return await once();
    } catch (cause) {
      throw this.#machine && !(cause instanceof UpscaleError)
        ? await this.#machine.gpu.explain(cause)
        : UpscaleError.from('P2C2G_UPSCALE_DEVICE_LOST', cause);
    }
  }

  async #rebuild(): Promise<void> {
    const old = this.#machine;
    this.#machine = undefined;
    // On a lost device nothing answers any more, and nothing needs to.
    await old?.dispose().catch(() => undefined);
    await this.#build(await this.#kind.acquire());
  }

  /** Throws `UpscaleError`; `#machine` is then as it was before. */
  async #build(device: GPUDevice): Promise<void> {
    const gpu = new GpuScope(device, this.#kind.canHalf && device.features.has('shader-f16'));
    try {
      const machine = new GpuMachine(gpu, await this.#kind.build(gpu));
      const { frame, target, check } = this.#kind.golden;
      const submitted = await machine.submit(frame, target, wholeOf(target));
      const answer = await submitted.answer;
      gpu.check();
      check(answer, gpu.half);
      this.#machine = machine;
    } catch (cause) {
      const error = cause instanceof UpscaleError ? cause : await gpu.explain(cause);
      gpu.destroy();
      throw error;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
