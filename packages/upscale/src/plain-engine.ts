/**
 * An engine without a network: a plain filter on all three planes. Bicubic where nothing is to be made larger, tier 0 (`spatial.ts`) for the
 * gamer who has no helper.
 *
 * @module
 */
import { ChromaPlan } from './chroma.ts';
import { UpscaleError } from './errors.ts';
import { BICUBIC } from './filters.ts';
import { checkFrame, checkRegion, checkTarget, createI420 } from './frame.ts';
import { sameRegion, sameSize, wholeOf } from './geometry.ts';
import { Resampler } from './resample.ts';
import { SpatialScaler } from './spatial.ts';
import type { Engine, I420Frame, Region, Size, UpscaleOptions, UpscaleResult } from './types.ts';

export type PlainFilter = 'bicubic' | 'spatial';

/** What a plane goes through. */
interface Pass {
  run(src: Uint8Array, held: Region, out: Uint8Array): void;
}

interface Plan {
  input: Size;
  target: Size;
  region: Region;
  luma: Pass;
  chroma: ChromaPlan;
  out: I420Frame;
}

const LUMA: Readonly<Record<PlainFilter, (input: Size, target: Size, region: Region) => Pass>> = {
  bicubic: (from, to, out) =>
    new Resampler({ from, stepX: from.width / to.width, stepY: from.height / to.height, out }, BICUBIC),
  spatial: (from, to, out) => new SpatialScaler(from, to, out),
};

export class PlainEngine implements Engine {
  readonly backend = 'plain';
  readonly algorithm: string;
  readonly #filter: PlainFilter;
  readonly #now: () => number;
  #plan: Plan | undefined;
  #disposed = false;

  constructor(filter: PlainFilter, now: () => number) {
    this.#filter = filter;
    this.#now = now;
    this.algorithm = `${filter}/plain`;
  }

  async load(): Promise<void> {
    if (this.#disposed) throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
  }

  async warmUp(input: Size, target: Size): Promise<void> {
    await this.upscale(createI420(input), target);
  }

  async upscale(frame: I420Frame, target: Size, options: UpscaleOptions = {}): Promise<UpscaleResult> {
    const region = options.region ?? wholeOf(target);
    if (this.#disposed) throw new UpscaleError('P2C2G_UPSCALE_DISPOSED', this.algorithm);
    checkFrame(frame);
    checkTarget(target);
    checkRegion(region, target);
    const plan = this.#planFor(frame, target, region);
    const start = this.#now();
    plan.luma.run(frame.y, wholeOf(frame), plan.out.y);
    const afterLuma = this.#now();
    plan.chroma.run(frame, plan.out);
    const end = this.#now();
    const stagesMs = { luma: afterLuma - start, chroma: end - afterLuma, resample: 0, total: end - start };
    return { frame: plan.out, algorithm: this.algorithm, stagesMs };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#plan = undefined;
  }

  #planFor(input: Size, target: Size, region: Region): Plan {
    const known = this.#plan;
    if (
      known &&
      sameSize(known.input, input) &&
      sameSize(known.target, target) &&
      sameRegion(known.region, region)
    ) {
      return known;
    }
    const { width, height } = input;
    this.#plan = {
      input: { width, height },
      target: { ...target },
      region: { ...region },
      luma: LUMA[this.#filter]({ width, height }, target, region),
      chroma: new ChromaPlan(input, target, region),
      out: createI420(region),
    };
    return this.#plan;
  }
}
