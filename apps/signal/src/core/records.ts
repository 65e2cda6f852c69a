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

/** A record with the moment when it was last true. */
export interface KeptRecord {
  readonly peerId: string;
  readonly record: HelperRecord;
  readonly atMs: number;
}

export class Records {
  readonly #left = new Map<string, { readonly record: HelperRecord; readonly leftMs: number }>();

  keep({ peerId, record, atMs }: KeptRecord): void {
    this.#left.delete(peerId);
    this.#left.set(peerId, { record, leftMs: atMs });
    if (this.#left.size > MOST_KEPT) this.#left.delete(this.#left.keys().next().value!);
  }

  /** It is back: its record goes with it. */
  take(peerId: string, nowMs: number): HelperRecord | undefined {
    const known = this.#left.get(peerId);
    this.#left.delete(peerId);
    return known && nowMs - known.leftMs <= KEPT_MS ? known.record : undefined;
  }
}
