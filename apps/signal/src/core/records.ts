/**
 * What is remembered of helpers that have left, under their names: nobody sheds a record by leaving.
 * @module
 */
import type { Helper } from './helper.ts';

export type HelperRecord = Pick<Helper, 'breaker' | 'reputation' | 'correction'>;

/** A day, like the journal: who comes back later is a newcomer. */
const KEPT_MS = 86_400_000;
/** Names cost nothing where no keys are asked for: the oldest make way. */
const MOST_KEPT = 10_000;

export const recordOf = ({ breaker, reputation, correction }: Helper): HelperRecord => ({
  breaker,
  reputation,
  correction,
});

export class Records {
  readonly #left = new Map<string, { readonly record: HelperRecord; readonly leftMs: number }>();

  left(helper: Helper, nowMs: number): void {
    this.#left.delete(helper.peerId);
    this.#left.set(helper.peerId, { record: recordOf(helper), leftMs: nowMs });
    if (this.#left.size > MOST_KEPT) this.#left.delete(this.#left.keys().next().value!);
  }

  /** It is back: its record goes with it. */
  take(peerId: string, nowMs: number): HelperRecord | undefined {
    const known = this.#left.get(peerId);
    this.#left.delete(peerId);
    return known && nowMs - known.leftMs <= KEPT_MS ? known.record : undefined;
  }
}
