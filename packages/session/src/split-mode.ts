import { REHEARSALS } from './dispatch-constants.ts';
import type { LinkSnapshot } from './dispatch-types.ts';
import { bandTimeMs, type SharedBand, type Sharer, shareRows } from './split-shares.ts';

/** One helper for each picture, several for each, or whichever is expected to be quicker. */
export type SplitPolicy = 'auto' | 'solo' | 'split';

/** Helpers that share a picture at most. Each one more saves less, and the slowest of them all is what is waited for. */
export const MAX_SHARERS = 4;

/** Shares must promise this much of a single helper's time before pictures are split: the change costs a key frame for each band. */
export const SPLIT_BELOW = 0.8;

/** ... and save at least this: of less a player notices nothing, and every helper more is one more that may be late. */
export const SPLIT_SAVES_MS = 8;

/** ... for so long without a break: on a machine that is busy with other things every measure is high now and then. */
export const SPLIT_AFTER_MS = 2_000;

/** They are given up when they take more than this much of what the single helper took. */
export const UNSPLIT_ABOVE = 0.95;

/** Shares are looked at anew this often, and not before they had so long to show what they take. */
export const RESHARE_EVERY_MS = 500;

/** New borders must be quicker than the old ones by this factor: every move costs a key frame for two bands. */
export const RESHARE_BELOW = 0.9;

/** After shares that did not hold what they promised, none are tried for so long; twice that the next time, and so on ... */
export const SPLIT_REST_MS = 10_000;

/** ... up to this. */
export const SPLIT_REST_MAX_MS = 300_000;

export interface SplitModeOptions {
  /** Of the target picture. */
  readonly rows: number;
  readonly policy: SplitPolicy;
}

/**
 * Whether pictures are shared by several helpers, and who makes which rows. Pure: time and measurements are arguments. Shares follow
 * measured speeds with hysteresis. Pictures are split when that is expected to be clearly quicker than the quickest helper alone, and not
 * any more when it turned out not to be: helpers on one machine look independent until they work at the same time.
 */
export class SplitMode {
  readonly #rows: number;
  readonly #policy: SplitPolicy;
  #bands: readonly SharedBand[] = [];
  #sinceMs = 0;
  /** Since when shares have promised enough. */
  #promisingSinceMs: number | undefined;
  /** What the quickest helper took for a whole picture before shares began. */
  #aloneMs = Number.POSITIVE_INFINITY;
  #restMs = SPLIT_REST_MS;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor({ rows, policy }: SplitModeOptions) {
    this.#rows = rows;
    this.#policy = policy;
  }

  /** The bands of the next picture; none when it goes to one helper. */
  bands(links: readonly LinkSnapshot[], nowMs: number): readonly SharedBand[] {
    const sharers = this.#policy === 'solo' ? [] : quickest(links.filter((link) => this.#isUsable(link)));
    if (this.#bands.length === 0) this.#maybeSplit(sharers, nowMs);
    else if (!this.#bands.every(({ linkId }) => sharers.some((sharer) => sharer.linkId === linkId)))
      this.#use(shareRows(sharers, this.#rows), nowMs);
    else if (nowMs - this.#sinceMs >= RESHARE_EVERY_MS) this.#review(sharers, nowMs);
    return this.#bands;
  }

  #maybeSplit(sharers: readonly Sharer[], nowMs: number): void {
    const bands = shareRows(sharers, this.#rows);
    if (bands.length === 0 || nowMs < this.#restUntilMs) return;
    const aloneMs = Math.min(...sharers.map(({ netMs, serviceMs }) => netMs + serviceMs));
    if (this.#policy === 'auto' && !this.#hasPromised(aloneMs, this.#slowestMs(bands, sharers), nowMs))
      return;
    this.#aloneMs = aloneMs;
    this.#promisingSinceMs = undefined;
    this.#use(bands, nowMs);
  }

  #hasPromised(aloneMs: number, sharedMs: number, nowMs: number): boolean {
    const promises = sharedMs < SPLIT_BELOW * aloneMs && aloneMs - sharedMs >= SPLIT_SAVES_MS;
    this.#promisingSinceMs = promises ? (this.#promisingSinceMs ?? nowMs) : undefined;
    return promises && nowMs - (this.#promisingSinceMs ?? nowMs) >= SPLIT_AFTER_MS;
  }

  #review(sharers: readonly Sharer[], nowMs: number): void {
    const bands = shareRows(sharers, this.#rows);
    const asIsMs = this.#slowestMs(this.#bands, sharers);
    const anewMs = this.#slowestMs(bands, sharers);
    if (this.#policy === 'auto' && Math.min(asIsMs, anewMs) > UNSPLIT_ABOVE * this.#aloneMs)
      return this.#rest(nowMs);
    if (nowMs >= this.#restUntilMs + this.#restMs) this.#restMs = SPLIT_REST_MS;
    if (anewMs < RESHARE_BELOW * asIsMs) this.#use(bands, nowMs);
  }

  #rest(nowMs: number): void {
    this.#bands = [];
    this.#restUntilMs = nowMs + this.#restMs;
    this.#restMs = Math.min(SPLIT_REST_MAX_MS, 2 * this.#restMs);
  }

  #use(bands: readonly SharedBand[], nowMs: number): void {
    this.#bands = bands;
    this.#sinceMs = nowMs;
  }

  /** Measured, and nothing is wrong with it. One that has a band may be late now and then: others are asked for what it does not bring. */
  #isUsable({ linkId, dead, suspect, breaker, counts }: LinkSnapshot): boolean {
    if (dead || breaker !== 'closed') return false;
    const isSharing = this.#bands.some((band) => band.linkId === linkId);
    return isSharing || (!suspect && counts.results >= REHEARSALS);
  }

  /** A picture is done when its last band is. */
  #slowestMs(bands: readonly SharedBand[], sharers: readonly Sharer[]): number {
    if (bands.length === 0) return Number.POSITIVE_INFINITY;
    const known = new Map(sharers.map((sharer) => [sharer.linkId, sharer]));
    return Math.max(
      ...bands.map(({ linkId, height }) => bandTimeMs(known.get(linkId)!, height / this.#rows)),
    );
  }
}

/** In the order in which they came, so that a border moves and bands do not change places. */
function quickest(links: readonly LinkSnapshot[]): readonly LinkSnapshot[] {
  if (links.length <= MAX_SHARERS) return links;
  const wholeMs = ({ netMs, serviceMs }: LinkSnapshot) => netMs + serviceMs;
  const limitMs = links.map(wholeMs).sort((a, b) => a - b)[MAX_SHARERS - 1]!;
  return links.filter((link) => wholeMs(link) <= limitMs).slice(0, MAX_SHARERS);
}
