/**
 * The one observable the pages know: a value, and a way to hear that it changed.
 *
 * Controllers write it at whatever rate their workers report; pages read it through `useStore`, which lets Preact batch
 * renders, so a burst of writes costs one paint.
 */

/** What a page may do with a controller's state: look, and listen. */
export interface Readable<T> {
  get(): T;
  /** Calls `fn` after each change. Returns the function that ends it. */
  subscribe(fn: () => void): () => void;
}

export class Store<T> implements Readable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get(): T {
    return this.#value;
  }

  /** Replaces the value; listeners hear of it only if it is another value. */
  set(next: T): void {
    if (Object.is(next, this.#value)) return;
    this.#value = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Replaces the value by a function of itself. */
  update(change: (now: T) => T): void {
    this.set(change(this.#value));
  }

  /** Merges some fields into an object value. */
  patch(fields: Partial<T>): void {
    this.set({ ...this.#value, ...fields });
  }

  subscribe(fn: () => void): () => void {
    this.#listeners.add(fn);
    return () => {
      this.#listeners.delete(fn);
    };
  }
}
