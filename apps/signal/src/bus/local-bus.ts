import type { Bus, BusTopic, BusTopics } from './bus.ts';

type Hear = (word: never) => void;

/** The bus of a coordinator that is one process. Words arrive later, as they would from another node. */
export class LocalBus implements Bus {
  readonly #onError: (error: unknown) => void;
  readonly #hearers = new Map<BusTopic, Set<Hear>>();

  /** @param onError hears what a subscriber throws: the others still hear the word */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  publish<T extends BusTopic>(topic: T, word: BusTopics[T]): void {
    queueMicrotask(() => {
      for (const hear of [...(this.#hearers.get(topic) ?? [])])
        this.#tell(hear as (word: BusTopics[T]) => void, word);
    });
  }

  subscribe<T extends BusTopic>(topic: T, hear: (word: BusTopics[T]) => void): () => void {
    const hearers = this.#hearers.get(topic) ?? new Set<Hear>();
    this.#hearers.set(topic, hearers.add(hear as Hear));
    return () => hearers.delete(hear as Hear);
  }

  #tell<W>(hear: (word: W) => void, word: W): void {
    try {
      hear(word);
    } catch (error) {
      this.#onError(error);
    }
  }
}
