/**
 * Writes in order, many to a transaction, behind the back of signaling. A failure is reported and costs those writes.
 * @module
 */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './schema.ts';

export type Write = (trx: Transaction<Tables>) => Promise<unknown>;

/** Writes that may wait while the disk is slow; beyond, the newest are dropped and counted. */
const MOST_WAITING = 20_000;

export class WriteQueue {
  readonly #db: Kysely<Tables>;
  readonly #onError: (error: unknown, lost: number) => void;
  #waiting: Write[] = [];
  #running: Promise<void> | undefined;

  constructor(db: Kysely<Tables>, onError: (error: unknown, lost: number) => void) {
    this.#db = db;
    this.#onError = onError;
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
    while (this.#running) await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop gathers what belongs together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    this.#running = undefined;
  }

  async #write(batch: readonly Write[]): Promise<void> {
    try {
      await this.#db.transaction().execute(async (trx) => {
        for (const write of batch) await write(trx);
      });
    } catch (error) {
      this.#onError(error, batch.length);
    }
  }
}
