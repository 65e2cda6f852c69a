/**
 * Things that come when they come, for takers who wait.
 * @module
 */
export class Mailbox<T> {
  readonly #held: T[] = [];
  readonly #takers: { give: (item: T) => void; fail: (error: Error) => void }[] = [];
  #ended: Error | undefined;

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker.give(item);
    else this.#held.push(item);
  }

  /** The oldest, or the next to come. @throws what it was ended with, once nothing is held */
  take(): Promise<T> {
    if (this.#held.length > 0) return Promise.resolve(this.#held.shift()!);
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((give, fail) => this.#takers.push({ give, fail }));
  }

  /** Throws away what is held. */
  clear(): void {
    this.#held.length = 0;
  }

  end(error: Error): void {
    this.#ended = error;
    for (const { fail } of this.#takers.splice(0)) fail(error);
  }
}
