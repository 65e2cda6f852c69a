/**
 * An engine: luma through the network, chroma through a plain filter, both to the target's size. Only what the asked region needs.
 *
 * ```
 *  y ── pad ── network ─┬─ the target's size: as it is ─┬─ frame
 *                       └─ else: resample ──────────────┤
 *  u, v ── resample ────────────────────────────────────┘
 * ```
 *
 * @module
 */
import { UpscaleError } from './errors.ts';
import { checkFrame, checkRegion, checkTarget, createI420 } from './frame.ts';
import { FramePlan } from './frame-plan.ts';
import { wholeOf } from './geometry.ts';
import { checkGolden, GOLDEN_SIZE, goldenTile } from './golden.ts';
import type { LumaRunner } from './luma-runner.ts';
import type { ModelEntry } from './models.ts';
import type {
  Backend,
  Engine,
  I420Frame,
  OnProgress,
  Region,
  Size,
  UpscaleOptions,
  UpscaleResult,
} from './types.ts';

export class PlaneEngine implements Engine {
  readonly backend: Backend;
  readonly algorithm: string;
  readonly #runner: LumaRunner;
  readonly #model: ModelEntry;
  readonly #now: () => number;
  #state: 'new' | 'ready' | 'disposed' = 'new';
  #tail: Promise<unknown> = Promise.resolve();
  #plan: FramePlan | undefined;

  constructor(runner: LumaRunner, model: ModelEntry, now: () => number) {
    this.#runner = runner;
    this.#model = model;
    this.#now = now;
    this.backend = runner.backend;
    this.algorithm = `${model.name}/${runner.kind}`;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'ready') return;
    await this.#runner.load(onProgress);
    onProgress?.({ loadedBytes: 0, totalBytes: 0, stage: 'golden' });
    checkGolden(await this.#runner.run(goldenTile(), GOLDEN_SIZE, wholeOf(GOLDEN_SIZE)), this.#model);
    this.#state = 'ready';
  }

  async warmUp(input: Size, target: Size): Promise<void> {
    await this.upscale(createI420(input), target);
  }

  upscale(frame: I420Frame, target: Size, options: UpscaleOptions = {}): Promise<UpscaleResult> {
    const region = options.region ?? wholeOf(target);
    const result = this.#tail.then(() => this.#upscale(frame, target, region));
    // Without the value: it would keep the frame.
    this.#tail = result.then(nothing, nothing);
    return result;
  }

  async dispose(): Promise<void> {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    await this.#tail;
    this.#plan = undefined;
    await this.#runner.dispose();
  }

  async #upscale(frame: I420Frame, target: Size, region: Region): Promise<UpscaleResult> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'new') throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', this.algorithm);
    checkFrame(frame);
    checkTarget(target);
    checkRegion(region, target);
    const plan = this.#planFor(frame, target, region);
    const start = this.#now();
    const luma = await this.#runner.run(frame.y, frame, plan.source);
    const afterLuma = this.#now();
    plan.chroma(frame);
    const afterChroma = this.#now();
    plan.luma(luma);
    const end = this.#now();
    return {
      frame: plan.out,
      algorithm: this.algorithm,
      stagesMs: {
        luma: afterLuma - start,
        chroma: afterChroma - afterLuma,
        resample: end - afterChroma,
        total: end - start,
      },
    };
  }

  #planFor(input: Size, target: Size, region: Region): FramePlan {
    if (!this.#plan?.fits(input, target, region)) {
      this.#plan = new FramePlan(input, target, region, this.#model.scale);
    }
    return this.#plan;
  }
}

function nothing(): void {}
