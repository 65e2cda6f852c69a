/**
 * Helpers' pictures brought back towards the frame that they were made from: it never went through a codec, and it is at hand. What narrow lines
 * take from a picture is put back, so that a helped picture is not worse than one that was only enlarged here. One that is too far from it to have
 * been made of it is told apart.
 * @module
 */
import type { Band } from '@p2c2g/transport';
import { BackProjection, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';
import { FrameBudget } from './frame-budget.ts';
import type { Part } from './mosaics.ts';
import { PictureJudge, type RowShare } from './picture-judge.ts';

/** Half of what upscaling here may cost: this comes on top of a helper's work. */
const AFFORDABLE_MS = 4;
/** Once that is too dear, pictures are still looked at: one in so many, by chance. */
const LOOK_AT_ONE_IN = 8;

/**
 * Share of the difference that is put back, by the share of a good line's bits that the stream has now. With all of them the difference is mostly
 * the network's own work, and little is put back; of a starved stream most is. What is best in between was measured on games of several kinds
 * (`bench:correction`).
 */
export function correctionStrength(codedShare: number): number {
  const halvings = -Math.log2(Math.min(1, Math.max(1 / 16, codedShare)));
  return Math.min(0.75, 0.25 + 0.22 * halvings);
}

/** What became of a picture. */
export interface Corrected {
  /** The caller's to close; undefined where the parts are to be shown as they came. */
  readonly picture: VideoFrame | undefined;
  /** Whether it was compared with the captured frame. */
  readonly looked: boolean;
  /** Parts that show something else than the captured frame. */
  readonly wrong: readonly Part<VideoFrame>[];
}

export interface ResultCorrectorOptions {
  readonly input: Size;
  readonly target: Size;
  /** Of the bits that streams of these sizes have on a good line, 0 to 1, now. */
  readonly codedShare: () => number;
  readonly now?: () => number;
  readonly random?: () => number;
}

const NOT_LOOKED: Corrected = { picture: undefined, looked: false, wrong: [] };

export class ResultCorrector {
  readonly #projection: BackProjection;
  readonly #small: PlaneBuffer;
  readonly #large: PlaneBuffer;
  readonly #codedShare: () => number;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #judge: PictureJudge;
  readonly #budget = new FrameBudget(AFFORDABLE_MS);

  constructor({ input, target, codedShare, now, random = Math.random }: ResultCorrectorOptions) {
    this.#projection = new BackProjection(input, target);
    this.#small = new PlaneBuffer(input);
    this.#large = new PlaneBuffer(target);
    this.#codedShare = codedShare;
    this.#now = now ?? (() => performance.now());
    this.#random = random;
    this.#judge = new PictureJudge(input, codedShare, random);
  }

  /**
   * One picture out of a helper's, or out of the bands of several; they stay the caller's to close, as does `small`. One at a time.
   * @param small the captured frame, of that number
   */
  async correct(frameId: number, parts: readonly Part<VideoFrame>[], small: VideoFrame): Promise<Corrected> {
    const isDear = this.#budget.isSpent;
    if (isDear && this.#random() * LOOK_AT_ONE_IN >= 1) return NOT_LOOKED;
    const startedMs = this.#now();
    const origin = await readPlanes(small, this.#small);
    for (const part of parts) await this.#read(part);
    const difference = this.#projection.compare(origin, this.#large.frame);
    this.#judge.look(frameId, origin, difference);
    const wrong = parts.filter(({ band }) => this.#judge.isWrong(band && this.#sharesOf(band)));
    if (isDear || wrong.length > 0) return { picture: undefined, looked: true, wrong };
    this.#projection.putBack(difference, this.#large.frame, correctionStrength(this.#codedShare()));
    const picture = toVideoFrame(this.#large, small.timestamp);
    this.#budget.took(this.#now() - startedMs);
    return { picture, looked: true, wrong };
  }

  /**
   * Looks at a picture that is not needed, since another of its frame is shown. The caller's to close; not beside {@link correct}.
   * @returns whether it is wrong; undefined where that frame is not known (any more)
   */
  async lookAside(frameId: number, picture: VideoFrame): Promise<boolean | undefined> {
    const large = await readPlanes(picture, this.#large);
    return this.#judge.isOtherThing(frameId, this.#projection.shrunk(large));
  }

  #sharesOf({ y, height }: Band): RowShare {
    const rows = this.#large.size.height;
    return { from: y / rows, to: (y + height) / rows };
  }

  async #read({ picture, band }: Part<VideoFrame>): Promise<void> {
    if (!band) return void (await readPlanes(picture, this.#large));
    const { width } = this.#large.size;
    const planes = new PlaneBuffer({ width, height: band.height });
    await readPlanes(picture, planes);
    this.#large.frame.y.set(planes.frame.y, band.y * width);
    const chromaAt = (band.y >> 1) * Math.ceil(width / 2);
    this.#large.frame.u.set(planes.frame.u, chromaAt);
    this.#large.frame.v.set(planes.frame.v, chromaAt);
  }
}
