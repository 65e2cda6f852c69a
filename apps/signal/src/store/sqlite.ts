/**
 * SQLite in a file, or in memory. The driver works synchronously, so a wait for a lock would hold up signaling: it is
 * short, and whoever writes tries again.
 * @module
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, SqliteDialect, sql } from 'kysely';
import LibsqlDatabase from 'libsql';
import { startCheckpoints } from './checkpoints.ts';
import type { Database } from './database.ts';
import { lockFolder } from './lock.ts';
import { SQLITE } from './migrations.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

const BUSY_TIMEOUT_MS = 250;
/** Of 4 KiB. So long the log grows before a commit tidies it up itself, should the checkpoints beside it fail. */
const MOST_LOG_PAGES = 10_000;

export const sqliteFile = (dataDir: string): string => join(dataDir, 'p2c2g.sqlite');

/**
 * @param dataDir folder of the file, made when absent; undefined keeps everything in memory
 * @param alone whether no other coordinator may have the folder
 */
export async function openSqlite(dataDir: string | undefined, alone: boolean): Promise<Database> {
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const unlock = alone && dataDir !== undefined ? lockFolder(dataDir) : () => {};
  const database = new LibsqlDatabase(dataDir === undefined ? ':memory:' : sqliteFile(dataDir));
  const db = kyselyOn(database);
  try {
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
    database.exec(`pragma wal_autocheckpoint = ${MOST_LOG_PAGES}`);
    await requireSound(db);
  } catch (error) {
    await db.destroy();
    unlock();
    throw error;
  }
  const stopCheckpoints = dataDir === undefined ? async () => {} : startCheckpoints(sqliteFile(dataDir));
  return {
    dialect: SQLITE,
    db,
    durably: async (work) => {
      // Beside a write-ahead log, `normal` may lose the last commits to a power cut, though never to a crash of ours.
      await sql`pragma synchronous = full`.execute(db);
      try {
        return await db.transaction().execute(work);
      } finally {
        await sql`pragma synchronous = normal`.execute(db);
      }
    },
    close: async () => {
      await stopCheckpoints();
      // The driver leaves the log beside the file; a copy of the file alone shall be whole.
      await sql`pragma wal_checkpoint(truncate)`.execute(db).catch(() => {});
      await db.destroy();
      unlock();
    },
  };
}

/**
 * The driver under Kysely, with transactions that take their lock as they begin. A statement that meets a lock later
 * stays half done in the driver, which then refuses the next commit; and when SQLite itself has taken back a
 * transaction (a full disk), another rollback would hide the reason.
 */
export function kyselyOn(database: LibsqlDatabase.Database): Kysely<Tables> {
  const doing = (act: () => void) => ({
    reader: false,
    all: () => [],
    run: () => {
      act();
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  });
  const ours: Readonly<Record<string, () => void>> = {
    begin: () => database.exec('begin immediate'),
    commit: () => database.exec('commit'),
    rollback: () => {
      if (database.inTransaction) database.exec('rollback');
    },
  };
  const prepare = (text: string) => (Object.hasOwn(ours, text) ? doing(ours[text]!) : database.prepare(text));
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }),
  });
}

/** @throws StoreError of code corrupt, with the first thing that is wrong */
export async function requireSound(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  const [first] = rows;
  if (first?.quick_check !== 'ok') throw new StoreError('corrupt', first?.quick_check ?? 'no answer');
}
