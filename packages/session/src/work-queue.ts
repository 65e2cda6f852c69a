export interface QueuedWork<T> {
  /** On the helper's clock: when the result must leave. */
  readonly deadlineAtMs: number;
  readonly work: T;
}

/** Why an order was not done. Neither is the helper's fault, and neither counts against it. */
export type QueueDropReason = 'late' | 'busy';

export interface QueueDrop<T> {
  readonly work: T;
  readonly reason: QueueDropReason;
}

export interface WorkQueueOptions {
  /** Orders that may wait, 8 by default: with 10 ms each, the last of more would be late at 100 ms anyway. */
  readonly maxLength?: number;
}

/**
 * A helper's orders, earliest deadline first. An order that cannot be done in time is given back at once, while another helper, or
 * the gamer itself, can still do it. Every order comes out exactly once: from {@link take}, or as a drop.
 */
export class WorkQueue<T> {
  readonly #maxLength: number;
  /** Sorted by deadline. A handful long, so insertion beats a heap. */
  readonly #queue: QueuedWork<T>[] = [];

  constructor(options: WorkQueueOptions = {}) {
    this.#maxLength = options.maxLength ?? 8;
  }

  get length(): number {
    return this.#queue.length;
  }

  /**
   * Takes an order, unless doing it alone would already be late. In a full queue the one with most time left goes: its gamer has most
   * time to find another helper.
   */
  push(item: QueuedWork<T>, expectedServiceMs: number, nowMs: number): QueueDrop<T> | undefined {
    if (nowMs + expectedServiceMs > item.deadlineAtMs) return { work: item.work, reason: 'late' };
    const at = this.#queue.findIndex((queued) => queued.deadlineAtMs > item.deadlineAtMs);
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, item);
    if (this.#queue.length <= this.#maxLength) return undefined;
    return { work: this.#queue.pop()!.work, reason: 'busy' };
  }

  /** The next order to work on, and those that turned out to be late by what they are expected to take. */
  take(
    expectedServiceMs: (work: T) => number,
    nowMs: number,
  ): { next: QueuedWork<T> | undefined; dropped: QueueDrop<T>[] } {
    const dropped: QueueDrop<T>[] = [];
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (nowMs + expectedServiceMs(next.work) <= next.deadlineAtMs) return { next, dropped };
      dropped.push({ work: next.work, reason: 'late' });
    }
    return { next: undefined, dropped };
  }

  /** Gives everything back, as when the helper leaves. */
  drain(): T[] {
    return this.#queue.splice(0).map((item) => item.work);
  }
}
