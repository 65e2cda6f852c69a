/**
 * Rows of one table that come in crowds, as when everybody reconnects after a restart: those of one moment are written by
 * one statement.
 * @module
 */
import type { Transaction } from 'kysely';
import type { Tables } from './schema.ts';
import type { WriteQueue } from './write-queue.ts';

/** Bound values of one statement are limited; the widest of these tables has a handful of columns. */
const MOST_ROWS = 100;

export class Gathered<Row> {
  readonly #writes: WriteQueue;
  readonly #insert: (trx: Transaction<Tables>, rows: Row[]) => Promise<unknown>;
  #rows = new Map<string, Row>();

  /** @param insert is given rows of different keys */
  constructor(writes: WriteQueue, insert: (trx: Transaction<Tables>, rows: Row[]) => Promise<unknown>) {
    this.#writes = writes;
    this.#insert = insert;
  }

  /** Of two rows of one key, the later is written. */
  put(key: string, row: Row): void {
    this.#rows.set(key, row);
    if (this.#rows.size > 1) return;
    // It is asked for its rows when its turn comes; until then they gather. Asked again after a failure, it has them still.
    let rows: Row[] | undefined;
    this.#writes.push((trx) => {
      rows ??= this.#take();
      return this.#write(trx, rows);
    });
  }

  #take(): Row[] {
    const rows = [...this.#rows.values()];
    this.#rows = new Map();
    return rows;
  }

  async #write(trx: Transaction<Tables>, rows: readonly Row[]): Promise<void> {
    for (let from = 0; from < rows.length; from += MOST_ROWS)
      await this.#insert(trx, rows.slice(from, from + MOST_ROWS));
  }
}
