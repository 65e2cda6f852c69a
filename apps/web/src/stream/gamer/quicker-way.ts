/** Enough of each for a median, and over within a second. */
const TRIES = 8;

/**
 * The quickest of several ways to the same end, where which one that is depends on the machine: each has its turn a few times, then the one with
 * the least median is kept.
 */
export class QuickerWay<Way extends string> {
  readonly #tookMs: Map<Way, number[]>;
  #chosen: Way | undefined;

  constructor(ways: readonly [Way, ...Way[]]) {
    this.#tookMs = new Map(ways.map((way) => [way, []]));
  }

  /** The way to go now. */
  get next(): Way {
    if (this.#chosen) return this.#chosen;
    const [[way]] = [...this.#tookMs].toSorted(([, a], [, b]) => a.length - b.length) as [[Way, number[]]];
    return way;
  }

  took(way: Way, ms: number): void {
    if (this.#chosen) return;
    this.#tookMs.get(way)?.push(ms);
    const all = [...this.#tookMs];
    if (all.every(([, times]) => times.length >= TRIES))
      this.#chosen = all.toSorted(([, a], [, b]) => median(a) - median(b))[0]![0];
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
