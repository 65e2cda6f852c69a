/**
 * A token bucket for each key, such as an address. Keys whose bucket is full again are as good as unknown, and are
 * forgotten before the table grows.
 * @module
 */
import { TokenBucket } from './token-bucket.ts';

/** Some 10 MB; a flood from more addresses than that makes full buckets of the oldest. */
const MOST_KEYS = 50_000;
const KEPT_KEYS = 25_000;

export class KeyedBuckets {
  readonly #perSecond: () => number;
  readonly #secondsAtOnce: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, TokenBucket>();
  #inForce: number;

  /**
   * @param perSecond asked each time: when it changes, all begin anew
   * @param secondsAtOnce how many seconds' worth may come at once
   */
  constructor(perSecond: () => number, secondsAtOnce: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#inForce = perSecond();
    this.#secondsAtOnce = secondsAtOnce;
    this.#now = now;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** @returns 0 when there was a token to take, else the ms until there is one */
  take(key: string): number {
    const bucket = this.#of(key);
    return bucket.take() ? 0 : bucket.waitMs();
  }

  /** @returns 0 when there is a token to take, else the ms until there is one */
  waitMs(key: string): number {
    return this.#buckets.get(key)?.waitMs() ?? 0;
  }

  #of(key: string): TokenBucket {
    const perSecond = this.#perSecond();
    if (perSecond !== this.#inForce) this.#buckets.clear();
    this.#inForce = perSecond;
    const known = this.#buckets.get(key);
    if (known) return known;
    if (this.#buckets.size >= MOST_KEYS) this.#forget();
    const bucket = new TokenBucket(perSecond, perSecond * this.#secondsAtOnce, this.#now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Makes room for many at once: looking through all of them for each newcomer would be what a flood wants. */
  #forget(): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull()) this.#buckets.delete(key);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= KEPT_KEYS) return;
      this.#buckets.delete(key);
    }
  }
}
