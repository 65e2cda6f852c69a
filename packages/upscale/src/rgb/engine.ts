/**
 * An engine for colour networks: planes to colours, the network, colours to planes, strip by strip, then to the target's size.
 *
 * ```
 *  y, u, v ── colours ── network x2 ── y, u, v of the x2 picture ─┬─ target is x2: as it is
 *           (per strip)  (per strip)      (per strip)             └─ else: resample
 * ```
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';
import { checkFrame, checkRegion, checkTarget, createI420 } from '../frame.ts';
import { wholeOf } from '../geometry.ts';
import { GOLDEN_SIZE } from '../golden.ts';
import type {
  Backend,
  Engine,
  I420Frame,
  OnProgress,
  Region,
  Size,
  UpscaleOptions,
  UpscaleResult,
} from '../types.ts';
import { fromRgb, toRgb } from './colour.ts';
import { checkRgbGolden, rgbGoldenTile } from './golden.ts';
import { RGB_SCALE, type RgbModelEntry } from './models.ts';
import { RgbPlan } from './plan.ts';
import type { RgbRunner } from './runner.ts';
import { type Strip, stripsOf } from './strips.ts';

export class RgbEngine implements Engine {
  readonly backend: Backend;
  readonly #runner: RgbRunner;
  readonly #model: RgbModelEntry;
  readonly #now: () => number;
  #state: 'new' | 'ready' | 'disposed' = 'new';
  #tail: Promise<unknown> = Promise.resolve();
  #plan: RgbPlan | undefined;
  #colours = new Float32Array(0);

  constructor(runner: RgbRunner, model: RgbModelEntry, now: () => number) {
    this.#runner = runner;
    this.#model = model;
    this.#now = now;
    this.backend = runner.backend;
  }

  /** Such as `esrgan-slim/wasm` or, in half precision, `esrgan-slim/webgpu-f16`. */
  get algorithm(): string {
    const { backend, precision } = this.#runner;
    return `${this.#model.name}/${backend}${precision === 'f16' ? '-f16' : ''}`;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'ready') return;
    await this.#runner.load(onProgress);
    onProgress?.({ loadedBytes: 0, totalBytes: 0, stage: 'golden' });
    const answer = await this.#runner.run(rgbGoldenTile(), GOLDEN_SIZE);
    checkRgbGolden(answer, this.#model, this.#runner.precision);
    this.#state = 'ready';
  }

  async warmUp(input: Size, target: Size): Promise<void> {
    await this.upscale(createI420(input), target);
  }

  upscale(frame: I420Frame, target: Size, options: UpscaleOptions = {}): Promise<UpscaleResult> {
    const region = options.region ?? wholeOf(target);
    const result = this.#tail.then(() => this.#upscale(frame, target, region));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async dispose(): Promise<void> {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    await this.#tail;
    this.#plan = undefined;
    this.#colours = new Float32Array(0);
    await this.#runner.dispose();
  }

  async #upscale(frame: I420Frame, target: Size, region: Region): Promise<UpscaleResult> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'new') throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', this.algorithm);
    checkFrame(frame);
    checkTarget(target);
    checkRegion(region, target);
    if (!this.#plan?.fits(frame, target, region)) this.#plan = new RgbPlan(frame, target, region);
    const plan = this.#plan;
    const start = this.#now();
    let networkMs = 0;
    for (const strip of stripsOf(plan.source, frame, this.#model.haloPx)) {
      networkMs += await this.#strip(frame, strip, plan);
    }
    const afterStrips = this.#now();
    const out = plan.finish();
    const end = this.#now();
    return {
      frame: out,
      algorithm: this.algorithm,
      stagesMs: {
        luma: networkMs,
        chroma: afterStrips - start - networkMs,
        resample: end - afterStrips,
        total: end - start,
      },
    };
  }

  /** Returns the network's own milliseconds. */
  async #strip(frame: I420Frame, { read, keep }: Strip, plan: RgbPlan): Promise<number> {
    const length = 3 * read.width * read.height;
    if (this.#colours.length !== length) this.#colours = new Float32Array(length);
    toRgb(frame, read, this.#colours);
    const start = this.#now();
    const planes = await this.#runner.run(this.#colours, read);
    const networkMs = this.#now() - start;
    const kept = {
      x: (keep.x - read.x) * RGB_SCALE,
      y: (keep.y - read.y) * RGB_SCALE,
      width: keep.width * RGB_SCALE,
      height: keep.height * RGB_SCALE,
    };
    const picture = { width: read.width * RGB_SCALE, height: read.height * RGB_SCALE, planes };
    const at = { x: 0, y: (keep.y - plan.source.y) * RGB_SCALE };
    fromRgb(picture, kept, plan.doubled, at);
    return networkMs;
  }
}
