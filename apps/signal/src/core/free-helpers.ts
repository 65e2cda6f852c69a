/**
 * Helpers with a place free, kept as they change, so that a session's helper is drawn without looking at a full house.
 * @module
 */
import type { Helper } from './helper.ts';

export class FreeHelpers {
  readonly #all: Helper[] = [];
  /** Where each stands in the list. */
  readonly #at = new Map<string, number>();

  /** In no order that means anything. */
  get all(): readonly Helper[] {
    return this.#all;
  }

  /** Adds it, or puts it in the place of its former self. */
  put(helper: Helper): void {
    const at = this.#at.get(helper.peerId) ?? this.#all.length;
    this.#all[at] = helper;
    this.#at.set(helper.peerId, at);
  }

  remove(peerId: string): void {
    const at = this.#at.get(peerId);
    if (at === undefined) return;
    this.#at.delete(peerId);
    const last = this.#all.pop()!;
    if (last.peerId === peerId) return;
    this.#all[at] = last;
    this.#at.set(last.peerId, at);
  }
}
