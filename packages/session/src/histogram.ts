/** From a hundredth of a millisecond to ten seconds; what lies outside counts in the outermost buckets. */
const LOWEST_MS = 0.01;
const HIGHEST_MS = 10_000;

/** Each bucket is 4 % wider than the one before: a percentile is within 2 % of the truth. */
const GROWTH = 1.04;

const LOG_GROWTH = Math.log(GROWTH);
const BUCKETS = Math.ceil(Math.log(HIGHEST_MS / LOWEST_MS) / LOG_GROWTH) + 1;

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
  readonly max: number;
}

/** Counts durations in buckets of equal ratio: any number of samples in 1.5 KB. All in ms. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a sample; one that is not a number at all is ignored, a negative one counts as 0. */
  add(durationMs: number): void {
    if (!Number.isFinite(durationMs)) return;
    const ms = Math.max(0, durationMs);
    this.#counts[bucketOf(ms)]!++;
    this.#count++;
    this.#sumMs += ms;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** Adds all samples of another. */
  merge(other: Histogram): void {
    for (let i = 0; i < BUCKETS; i++) this.#counts[i]! += other.#counts[i]!;
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** The value under which the given share (0..1) of samples lies; 0 without samples. */
  quantile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#counts[i]!;
      if (seen >= wanted) return Math.min(this.#maxMs, middleOf(i));
    }
    return 0;
  }

  percentiles(): Percentiles {
    return {
      count: this.#count,
      p50: this.quantile(0.5),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      mean: this.#count === 0 ? 0 : this.#sumMs / this.#count,
      max: this.#maxMs,
    };
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sumMs = 0;
    this.#maxMs = 0;
  }
}

function bucketOf(ms: number): number {
  if (ms <= LOWEST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / LOWEST_MS) / LOG_GROWTH));
}

/** The geometric middle: wrong by the same ratio to both sides. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : LOWEST_MS * GROWTH ** (bucket - 0.5);
}
