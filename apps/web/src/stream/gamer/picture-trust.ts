/**
 * How far helpers' pictures were of the frames that were asked for, link by link.
 * @module
 */
import type { PictureEvidence } from '@p2c2g/protocol';

/** Each wrong picture fades by this with every later one that is looked at: about the last hundred count. */
const MEMORY = 0.99;
/** So many of them are no accident: one may be a decoder's. */
const LOST_AT = 2.5;
/** Links remembered. More than a stream ever has at a time; those that were lost speak for and against the next. */
const MOST_LINKS = 32;

interface Pictures {
  lookedAt: number;
  wrong: number;
  /** Of the latest pictures. */
  weight: number;
}

export class PictureTrust {
  /** Oldest link first. */
  readonly #links = new Map<string, Pictures>();

  looked(linkId: string, wrong: boolean): void {
    const pictures = this.#links.get(linkId) ?? { lookedAt: 0, wrong: 0, weight: 0 };
    this.#links.set(linkId, pictures);
    if (this.#links.size > MOST_LINKS) this.#links.delete(this.#links.keys().next().value!);
    pictures.lookedAt += 1;
    pictures.weight = MEMORY * pictures.weight + (wrong ? 1 : 0);
    if (wrong) pictures.wrong += 1;
  }

  /** Its pictures are not worth waiting for any more. */
  isLost(linkId: string): boolean {
    return (this.#links.get(linkId)?.weight ?? 0) >= LOST_AT;
  }

  /** What speaks against a lost one, with what the other helpers of this stream did: where theirs are wrong too, the fault may be at this end. */
  evidenceAgainst(linkId: string): PictureEvidence | undefined {
    const own = this.#links.get(linkId);
    if (!own || !this.isLost(linkId)) return undefined;
    const others = [...this.#links.values()].filter((pictures) => pictures !== own);
    return {
      looked_at: own.lookedAt,
      wrong: own.wrong,
      others_looked_at: others.reduce((sum, { lookedAt }) => sum + lookedAt, 0),
      others_wrong: others.reduce((sum, { wrong }) => sum + wrong, 0),
    };
  }
}
