/**
 * Copies of the SQLite file: made while the coordinator runs, and put back while it does not.
 * @module
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import LibsqlDatabase from 'libsql';
import { lockFolder } from './lock.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Tables } from './schema.ts';
import { kyselyOn, requireSound, sqliteFile } from './sqlite.ts';
import { StoreError } from './store-error.ts';

/** What a copy holds: the proof that it can be read. */
export interface BackupReport {
  readonly file: string;
  readonly version: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Copies the database as it is at one instant, then opens the copy and reads it through.
 * @param file must not exist
 * @throws StoreError
 */
export async function backup(dataDir: string, file: string): Promise<BackupReport> {
  const source = sqliteFile(dataDir);
  if (!existsSync(source)) throw new StoreError('open_failed', `there is no ${source}`);
  if (existsSync(file)) throw new StoreError('open_failed', `${file} is there already`);
  await withFile(source, (db) => sql`vacuum into ${file}`.execute(db));
  return inspect(file);
}

/**
 * Puts a copy in the database's place; what was there is kept beside it.
 * @returns what is in force now, and where the former file went
 * @throws StoreError when the copy is damaged or a coordinator runs
 */
export async function restore(
  file: string,
  dataDir: string,
  nowMs: number,
): Promise<BackupReport & { readonly former: string | undefined }> {
  if (!existsSync(file)) throw new StoreError('open_failed', `there is no ${file}`);
  await inspect(file);
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockFolder(dataDir);
  try {
    const target = sqliteFile(dataDir);
    const fresh = `${target}.restoring`;
    copyFileSync(file, fresh);
    const former = existsSync(target) ? `${target}.before-${nowMs}` : undefined;
    if (former) await setAside(target, former);
    renameSync(fresh, target);
    return { ...(await inspect(target)), former };
  } finally {
    unlock();
  }
}

/** What is still in the write-ahead log belongs to the former file, and must not meet the new one. */
async function setAside(target: string, former: string): Promise<void> {
  const checkpoint = (db: Kysely<Tables>) => sql`pragma wal_checkpoint(truncate)`.execute(db);
  // A damaged file is what restoring is for: it is kept as it is.
  await withFile(target, checkpoint).catch(() => {});
  renameSync(target, former);
  for (const suffix of ['-wal', '-shm']) rmSync(target + suffix, { force: true });
}

/** @throws StoreError when it cannot be read or is of a newer program */
export function inspect(file: string): Promise<BackupReport> {
  return withFile(file, async (db) => {
    await requireSound(db);
    const pragma = await sql<{ user_version: number }>`pragma user_version`.execute(db);
    const version = pragma.rows[0]?.user_version ?? 0;
    if (version === 0) throw new StoreError('corrupt', `${file} is no database of p2c2g`);
    if (version > MIGRATIONS.length) throw new StoreError('too_new', `${file} has version ${version}`);
    const tables = await db.introspection.getTables();
    const rows: Record<string, number> = {};
    for (const { name } of tables) rows[name] = await countRows(db, name);
    return { file, version, rows };
  });
}

async function countRows(db: Kysely<Tables>, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? 0;
}

async function withFile<T>(file: string, use: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  const database = new LibsqlDatabase(file);
  const db = kyselyOn(database);
  try {
    return await use(db);
  } catch (error) {
    throw StoreError.from(error, 'open_failed');
  } finally {
    await db.destroy();
  }
}
