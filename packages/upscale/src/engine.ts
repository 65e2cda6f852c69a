/**
 * An engine: luma through the network, chroma through a plain filter, both to the target's size.
 *
 * ```
 *  y ── pad ── network x2 ──┬─ target is x2: as it is ──┬─ frame
 *                           └─ else: resample ──────────┤
 *  u, v ────────────────────┬─ x2 bilinear ─────────────┤
 *                           └─ else: resample ──────────┘
 * ```
 *
 * @module
 */
import { chromaX2 } from './chroma.ts';
import { UpscaleError } from './errors.ts';
import { BICUBIC } from './filters.ts';
import { checkFrame, checkTarget, chromaSide, createI420 } from './frame.ts';
import { checkGolden, GOLDEN_SIZE, goldenTile } from './golden.ts';
import { evenSize, type LumaRunner } from './luma-runner.ts';
import { MODEL_SCALE, type ModelEntry } from './models.ts';
import { Resampler } from './resample.ts';
import type { Backend, Engine, I420Frame, OnProgress, Size, UpscaleResult } from './types.ts';

export class PlaneEngine implements Engine {
  readonly backend: Backend;
  readonly algorithm: string;
  readonly #runner: LumaRunner;
  readonly #model: ModelEntry;
  readonly #now: () => number;
  #state: 'new' | 'ready' | 'disposed' = 'new';
  #tail: Promise<unknown> = Promise.resolve();
  #out: I420Frame | undefined;
  #lumaPlan: Resampler | undefined;
  #chromaPlan: Resampler | undefined;

  constructor(runner: LumaRunner, model: ModelEntry, now: () => number) {
    this.#runner = runner;
    this.#model = model;
    this.#now = now;
    this.backend = runner.backend;
    this.algorithm = `${model.name}/${runner.backend}`;
  }

  async load(onProgress?: OnProgress): Promise<void> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'ready') return;
    await this.#runner.load(onProgress);
    onProgress?.({ loadedBytes: 0, totalBytes: 0, stage: 'golden' });
    checkGolden(await this.#runner.run(goldenTile(), GOLDEN_SIZE), this.#model);
    this.#state = 'ready';
  }

  async warmUp(input: Size, target: Size): Promise<void> {
    await this.upscale(createI420(input), target);
  }

  upscale(frame: I420Frame, target: Size): Promise<UpscaleResult> {
    const result = this.#tail.then(() => this.#upscale(frame, target));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async dispose(): Promise<void> {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    await this.#tail;
    this.#out = undefined;
    this.#lumaPlan = undefined;
    this.#chromaPlan = undefined;
    await this.#runner.dispose();
  }

  async #upscale(frame: I420Frame, target: Size): Promise<UpscaleResult> {
    if (this.#state === 'disposed') throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    if (this.#state === 'new') throw new UpscaleError('P2C2G_UPSCALE_NOT_LOADED', this.algorithm);
    checkFrame(frame);
    checkTarget(target);
    const out = this.#output(target);
    const start = this.#now();
    const luma = await this.#runner.run(frame.y, frame);
    const afterLuma = this.#now();
    this.#chroma(frame, out);
    const afterChroma = this.#now();
    this.#luma(luma, frame, out);
    const end = this.#now();
    return {
      frame: out,
      algorithm: this.algorithm,
      stagesMs: {
        luma: afterLuma - start,
        chroma: afterChroma - afterLuma,
        resample: end - afterChroma,
        total: end - start,
      },
    };
  }

  /** The network's x2 plane of the evened size -> `out.y`. */
  #luma(plane: Uint8Array, input: Size, out: I420Frame): void {
    const even = evenSize(input);
    const from = { width: even.width * MODEL_SCALE, height: even.height * MODEL_SCALE };
    if (from.width === out.width && from.height === out.height) {
      out.y = plane;
      return;
    }
    const exact = { width: input.width * MODEL_SCALE, height: input.height * MODEL_SCALE };
    const cropped = crop(plane, from, exact);
    if (exact.width === out.width && exact.height === out.height) {
      out.y = cropped;
      return;
    }
    if (!this.#lumaPlan?.fits(exact, out)) this.#lumaPlan = new Resampler(exact, out, BICUBIC);
    const length = out.width * out.height;
    if (out.y.length !== length) out.y = new Uint8Array(length);
    this.#lumaPlan.run(cropped, out.y);
  }

  #chroma(frame: I420Frame, out: I420Frame): void {
    const from = { width: chromaSide(frame.width), height: chromaSide(frame.height) };
    const to = { width: chromaSide(out.width), height: chromaSide(out.height) };
    if (out.width === frame.width * MODEL_SCALE && out.height === frame.height * MODEL_SCALE) {
      chromaX2(frame.u, from, out.u, to);
      chromaX2(frame.v, from, out.v, to);
      return;
    }
    if (!this.#chromaPlan?.fits(from, to)) this.#chromaPlan = new Resampler(from, to, BICUBIC);
    this.#chromaPlan.run(frame.u, out.u);
    this.#chromaPlan.run(frame.v, out.v);
  }

  #output(target: Size): I420Frame {
    if (this.#out?.width !== target.width || this.#out.height !== target.height) {
      this.#out = createI420({ width: target.width, height: target.height });
    }
    return this.#out;
  }
}

function crop(plane: Uint8Array, from: Size, to: Size): Uint8Array {
  if (from.width === to.width) return plane.subarray(0, to.width * to.height);
  const out = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    out.set(plane.subarray(y * from.width, y * from.width + to.width), y * to.width);
  }
  return out;
}
