/**
 * A device with everything built on it that an engine needs. When the device is lost, all of it is lost, and a new one is built.
 *
 * @module
 */
import type { I420Frame, Region, Size } from '../types.ts';
import { FramePasses } from './frame-passes.ts';
import type { GpuScope } from './gpu-scope.ts';
import type { LumaStage } from './luma-stage.ts';
import { Readback } from './readback.ts';
import { ResamplePipelines } from './resample-pass.ts';
import { shownSize, VideoBridge } from './video-bridge.ts';

export class GpuMachine {
  readonly gpu: GpuScope;
  readonly #stage: LumaStage;
  readonly #readback: Readback;
  readonly #pipelines: ResamplePipelines;
  #passes: FramePasses | undefined;
  #bridge: VideoBridge | undefined;

  constructor(gpu: GpuScope, stage: LumaStage) {
    this.gpu = gpu;
    this.#stage = stage;
    this.#readback = new Readback(gpu);
    this.#pipelines = new ResamplePipelines(gpu);
  }

  /** The passes for these sizes; others are given back first. */
  async prepare(input: Size, target: Size): Promise<FramePasses> {
    if (this.#passes?.fits(input, target)) return this.#passes;
    await this.#readback.idle();
    this.#passes?.dispose();
    this.#passes = undefined;
    this.#passes = await FramePasses.create(this.gpu, this.#stage, this.#pipelines, { input, target });
    return this.#passes;
  }

  /** Uploads and submits one frame. The outer promise resolves when it is submitted, the inner one when it is read. */
  async submit(frame: I420Frame, target: Size, region: Region): Promise<{ answer: Promise<I420Frame> }> {
    this.gpu.check();
    const passes = await this.prepare(frame, target);
    const slot = await this.#readback.slot(passes.resultBytes);
    const { device } = this.gpu;
    passes.upload(frame);
    const { encoder, result } = await passes.encode(device.createCommandEncoder(), region);
    this.#readback.record(encoder, result, slot);
    device.queue.submit([encoder.finish()]);
    const answer = this.#readback.read(result, slot);
    // Whoever awaits it hears of its failure; until then it must not count as unhandled.
    answer.catch(() => undefined);
    return { answer };
  }

  /** The same with a video frame in and another out, none of it through the processor. Resolves when the GPU has done it. */
  async submitVideo(
    frame: VideoFrame,
    target: Size,
    region: Region,
    timestampUs: number,
    encodedAs: Pick<VideoColorSpaceInit, 'matrix' | 'fullRange'> = frame.colorSpace.toJSON(),
  ): Promise<{ answer: Promise<VideoFrame> }> {
    this.gpu.check();
    const passes = await this.prepare(shownSize(frame), target);
    this.#bridge ??= await VideoBridge.create(this.gpu);
    const { device } = this.gpu;
    const first = device.createCommandEncoder();
    this.#bridge.take(first, frame, passes.picture);
    const { encoder, result } = await passes.encode(first, region);
    this.#bridge.show(encoder, result, encodedAs);
    device.queue.submit([encoder.finish()]);
    const video = this.#bridge.shown(timestampUs);
    const answer = device.queue.onSubmittedWorkDone().then(() => video);
    answer.catch(() => video.close());
    return { answer };
  }

  async dispose(): Promise<void> {
    await this.#readback.idle();
    this.#passes?.dispose();
    this.#bridge?.dispose();
    await this.#stage.dispose();
    this.gpu.destroy();
  }
}
