/**
 * Work that was done and is not in the ledger yet. A receipt is on disk before the result goes out, so whatever was
 * delivered is paid, also when this process dies before the next settlement; the settlement takes it away again.
 * @module
 */
import { sql } from 'kysely';
import type { TaskReceipt } from '../core/ledger/task-accounts.ts';
import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

/** Bound values of one statement are limited; a receipt has six. */
const MOST_ROWS = 100;
/** A result that comes later is worth little: behind a slow or broken database it goes out without its receipt. */
const LONGEST_WAIT_MS = 250;

interface Entry {
  readonly receipt: TaskReceipt;
  readonly release: () => void;
}

export class Receipts {
  readonly #database: Database;
  readonly #onError: (error: StoreError, lost: number) => void;
  #waiting: Entry[] = [];
  #running: Promise<void> | undefined;

  constructor(database: Database, onError: (error: StoreError, lost: number) => void) {
    this.#database = database;
    this.#onError = onError;
  }

  /** @param then called once: when it is on disk, cannot be, or takes too long */
  put(receipt: TaskReceipt, then: () => void): void {
    const timer = setTimeout(() => release(), LONGEST_WAIT_MS);
    let released = false;
    const release = () => {
      clearTimeout(timer);
      if (released) return;
      released = true;
      then();
    };
    this.#waiting.push({ receipt, release });
    this.#running ??= this.#drain();
  }

  /** Resolves when all that were put are on disk or reported. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Those that no settlement has paid. Others, written behind their settlement, go. */
  async unpaid(): Promise<TaskReceipt[]> {
    const { db } = this.#database;
    await sql`delete from receipts where exists (select 1 from settlements where lease_id = receipts.key)`.execute(
      db,
    );
    const rows = await db.selectFrom('receipts').selectAll().execute();
    return rows.map(({ key, gamer_id, peer_id, params, price_version, at_ms }) => ({
      key,
      gamerId: gamer_id,
      peerId: peer_id,
      params: JSON.parse(params),
      priceVersion: price_version,
      atMs: at_ms,
    }));
  }

  /** Those that come while others are written go together, in one statement. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_ROWS);
      await this.#write(batch.map(({ receipt }) => receipt));
      for (const { release } of batch) release();
    }
    this.#running = undefined;
  }

  async #write(receipts: readonly TaskReceipt[]): Promise<void> {
    const rows = receipts.map(({ key, gamerId, peerId, params, priceVersion, atMs }) => ({
      key,
      gamer_id: gamerId,
      peer_id: peerId,
      params: JSON.stringify(params),
      price_version: priceVersion,
      at_ms: Math.round(atMs),
    }));
    try {
      await this.#database.db.insertInto('receipts').values(rows).execute();
    } catch (error) {
      this.#onError(StoreError.from(error), rows.length);
    }
  }
}
