/**
 * Writes in order, many to a transaction, behind the back of signaling. A lock and a lost connection are waited for;
 * beyond that a failure is reported and costs the writes that failed, not their neighbours.
 * @module
 */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './schema.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

export type Write = (trx: Transaction<Tables>) => Promise<unknown>;

/** Writes that may wait while the disk is slow; beyond, the newest are dropped and counted. */
const MOST_WAITING = 20_000;
/** A crash of this process may lose so much; the ledger does not write through here. */
const GATHER_MS = 20;
/** A lock is let go of, and a server back, within a second or two; or it will take long. */
const RETRIES = 5;
const RETRY_AFTER_MS = 200;
const PASSING: ReadonlySet<StoreErrorCode> = new Set<StoreErrorCode>(['locked', 'unreachable']);

export class WriteQueue {
  readonly #db: Kysely<Tables>;
  readonly #onError: (error: unknown, lost: number) => void;
  #waiting: Write[] = [];
  /** Being written just now. */
  #inHand = 0;
  #running: Promise<void> | undefined;
  #hurry: () => void = () => {};

  constructor(db: Kysely<Tables>, onError: (error: unknown, lost: number) => void) {
    this.#db = db;
    this.#onError = onError;
  }

  /** Those that are not on disk yet. */
  get waiting(): number {
    return this.#waiting.length + this.#inHand;
  }

  push(write: Write): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#onError(new RangeError('write queue full'), 1);
      return;
    }
    this.#waiting.push(write);
    this.#running ??= this.#drain();
  }

  /** Resolves when everything pushed so far is written or reported. */
  async flush(): Promise<void> {
    while (this.#running) {
      this.#hurry();
      await this.#running;
    }
  }

  /** What comes within a moment is written together: a transaction for each newcomer costs more than the newcomer. */
  #gather(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #drain(): Promise<void> {
    await this.#gather();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      this.#inHand = batch.length;
      await this.#write(batch);
      this.#inHand = 0;
    }
    this.#running = undefined;
  }

  async #write(batch: readonly Write[]): Promise<void> {
    const failure = await this.#tryPatiently(batch);
    if (failure === undefined) return;
    if (batch.length === 1 || PASSING.has(failure.code)) this.#onError(failure, batch.length);
    else for (const write of batch) await this.#write([write]);
  }

  async #tryPatiently(batch: readonly Write[]): Promise<StoreError | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.#try(batch);
      if (!failure || !PASSING.has(failure.code) || attempt === RETRIES) return failure;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
    }
  }

  async #try(batch: readonly Write[]): Promise<StoreError | undefined> {
    try {
      await this.#db.transaction().execute(async (trx) => {
        for (const write of batch) await write(trx);
      });
      return undefined;
    } catch (error) {
      return StoreError.from(error);
    }
  }
}
