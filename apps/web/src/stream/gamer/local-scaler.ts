/**
 * A captured frame to the stage's size by this machine, for frames that no helper answered in time: by a network where it can afford one, else by
 * tier 0. On machines that are too slow for that too the canvas scales, as it draws anyway.
 * @module
 */
import { chooseEngine, type Engine, PlainEngine, type Quality, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';
import { engineAssets } from '../engine-assets.ts';
import { FrameBudget } from './frame-budget.ts';

/** Half of a frame's time at 60 frames a second: encoder, decoder and game want the rest. */
const AFFORDABLE_MS = 8;
/** Enough for a median; the first one compiles, and is not counted. */
const SAMPLES = 5;

export class LocalScaler {
  readonly #engine: Engine;
  readonly #target: Size;
  readonly #in: PlaneBuffer;
  readonly #out: PlaneBuffer;
  readonly #now: () => number;
  readonly #budget = new FrameBudget(AFFORDABLE_MS);
  /** A frame's time before the stream began. */
  measuredMs = 0;

  /** The engine becomes the scaler's. */
  constructor(engine: Engine, input: Size, target: Size, now: () => number) {
    this.#engine = engine;
    this.#target = target;
    this.#in = new PlaneBuffer(input);
    this.#out = new PlaneBuffer(target);
    this.#now = now;
  }

  /** What the frames are made on; `plain`: by no network. */
  get backend(): Engine['backend'] {
    return this.#engine.backend;
  }

  /** What the network takes for a frame; undefined without one, and once frames have become too dear. */
  get networkMs(): number | undefined {
    if (this.backend === 'plain' || this.#budget.isSpent) return undefined;
    return Math.max(this.measuredMs, this.#budget.meanMs);
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }

  /**
   * The picture at the target's size, the caller's to close. One at a time. Undefined once frames have become too dear.
   */
  async scale(picture: VideoFrame): Promise<VideoFrame | undefined> {
    if (this.#budget.isSpent) return undefined;
    const startedMs = this.#now();
    const planes = await readPlanes(picture, this.#in);
    const { frame } = await this.#engine.upscale(planes, this.#target);
    this.#out.set(frame);
    const scaled = toVideoFrame(this.#out, picture.timestamp);
    this.#budget.took(this.#now() - startedMs);
    return scaled;
  }
}

/** Engines in the order in which one would like to have them. Each is made only when those before it were too slow. */
export type Candidates = readonly (() => Promise<Engine>)[];

/** The network that the gamer asked helpers for, the smallest one, tier 0; on whatever of this machine runs it best. */
export function ownEngines(quality: Quality, input: Size, target: Size): Candidates {
  const wanted: Quality[] = quality === 'fast' ? ['fast'] : [quality, 'fast'];
  const network = (of: Quality) => async () =>
    (await chooseEngine({ quality: of, input, target, assets: engineAssets, threads: 1 })).engine;
  return [...wanted.map(network), async () => new PlainEngine('spatial', () => performance.now())];
}

/** The first that this machine can afford at these sizes, measured now; undefined where none is, or nothing is to be made larger. */
export async function affordableScaler(
  input: Size,
  target: Size,
  candidates: Candidates,
  now: () => number = () => performance.now(),
): Promise<LocalScaler | undefined> {
  if (target.width <= input.width && target.height <= input.height) return undefined;
  for (const create of candidates) {
    // What cannot be loaded here is none that can be afforded.
    const engine = await create().catch(() => undefined);
    if (!engine) continue;
    const scaler = new LocalScaler(engine, input, target, now);
    scaler.measuredMs = await medianMs(scaler, input, now);
    if (scaler.measuredMs <= AFFORDABLE_MS) return scaler;
    await scaler.dispose();
  }
  return undefined;
}

async function medianMs(scaler: LocalScaler, input: Size, now: () => number): Promise<number> {
  const picture = toVideoFrame(noisyPicture(input), 0);
  try {
    const samples: number[] = [];
    for (let i = 0; i <= SAMPLES; i++) {
      const startedMs = now();
      (await scaler.scale(picture))?.close();
      const ms = now() - startedMs;
      if (i > 0) samples.push(ms);
    }
    samples.sort((a, b) => a - b);
    return samples[SAMPLES >> 1]!;
  } finally {
    picture.close();
  }
}

/** No two neighbours alike: a flat picture is done in half the time. */
function noisyPicture(size: Size): PlaneBuffer {
  const planes = new PlaneBuffer(size);
  for (let i = 0; i < planes.bytes.length; i++) planes.bytes[i] = Math.imul(i, 2654435761) >>> 24;
  return planes;
}
