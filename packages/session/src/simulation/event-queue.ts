interface Event {
  readonly atMs: number;
  /** Breaks ties: what was planned first happens first, so a run is the same for the same seed. */
  readonly order: number;
  readonly run: () => void;
}

/** Simulated time: a binary heap of things to happen. */
export class EventQueue {
  #heap: Event[] = [];
  #planned = 0;
  nowMs = 0;

  at(atMs: number, run: () => void): void {
    this.#heap.push({ atMs: Math.max(atMs, this.nowMs), order: this.#planned++, run });
    this.#rise(this.#heap.length - 1);
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  /** Lets time pass, up to and including `endMs`. */
  runUntil(endMs: number): void {
    for (let next = this.#heap[0]; next && next.atMs <= endMs; next = this.#heap[0]) {
      this.#removeFirst();
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = endMs;
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(start: number): void {
    let i = start;
    for (let parent = (i - 1) >> 1; i > 0 && this.#isBefore(i, parent); parent = (i - 1) >> 1) {
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(start: number): void {
    let i = start;
    for (;;) {
      const left = 2 * i + 1;
      let first = i;
      if (left < this.#heap.length && this.#isBefore(left, first)) first = left;
      if (left + 1 < this.#heap.length && this.#isBefore(left + 1, first)) first = left + 1;
      if (first === i) return;
      this.#swap(i, first);
      i = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a]!, this.#heap[b]!];
    return x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = kept;
  }
}
