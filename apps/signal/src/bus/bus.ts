/**
 * Words between the nodes of one coordinator. Today there is one node, and `LocalBus` beside this file; with several, a
 * publisher on Redis stands in its place (docs/adr/0012).
 *
 * A word reaches every node, the one that said it too, soon and at most once. Nothing may rest on it: what is so stands
 * in the database, and a word only saves the wait until somebody looks there.
 * @module
 */

/** Topics and what is said on them. Plain data: it may cross a wire. */
export interface BusTopics {
  /** A key, or an invite with the keys of its guests, is good no more. */
  readonly 'key-revoked': { readonly id: string };
}

export type BusTopic = keyof BusTopics;

export interface Bus {
  publish<T extends BusTopic>(topic: T, word: BusTopics[T]): void;
  /** @returns ends the subscription */
  subscribe<T extends BusTopic>(topic: T, hear: (word: BusTopics[T]) => void): () => void;
}
