/**
 * A database that is open and has this version's tables, whichever kind it is.
 * @module
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Dialect, MIGRATIONS } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { StoreError } from './store-error.ts';

/** Where the records are kept. */
export type Place =
  | { readonly type: 'memory' }
  | { readonly type: 'sqlite'; readonly dataDir: string }
  | { readonly type: 'postgres'; readonly connectionString: string };

export interface Database {
  readonly dialect: Dialect;
  readonly db: Kysely<Tables>;
  /** Runs work whose rows must outlive a power cut from the moment that it resolves. */
  durably<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Held while tables are made, so that two coordinators that start at once do not both make them. */
const MIGRATION_LOCK = 0x70_32_63_32;

/**
 * @param alone whether no other coordinator may have it open; commands beside a running one share it
 * @throws StoreError
 */
export async function openDatabase(place: Place, alone = false): Promise<Database> {
  try {
    const database = await opened(place, alone);
    await migrate(database).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    return database;
  } catch (error) {
    throw StoreError.from(error, 'open_failed');
  }
}

function opened(place: Place, alone: boolean): Promise<Database> {
  switch (place.type) {
    case 'memory':
      return openSqlite(undefined, alone);
    case 'sqlite':
      return openSqlite(place.dataDir, alone);
    case 'postgres':
      return openPostgres(place.connectionString);
  }
}

/** Brings a database of any earlier version up to this one; all missing steps or none. */
async function migrate({ db, dialect }: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (dialect.kind === 'postgres') await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(trx);
    const version = await readVersion(trx, dialect);
    if (version > MIGRATIONS.length)
      throw new StoreError('too_new', `it has version ${version}, this program knows ${MIGRATIONS.length}`);
    for (const step of MIGRATIONS.slice(version))
      for (const statement of step(dialect)) await sql.raw(statement).execute(trx);
    if (version < MIGRATIONS.length) await writeVersion(trx, dialect, MIGRATIONS.length);
  });
}

/** SQLite has a place for it in the file's head; PostgreSQL gets a table. */
async function readVersion(trx: Transaction<Tables>, { kind }: Dialect): Promise<number> {
  if (kind === 'sqlite') {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(trx);
    return rows[0]?.user_version ?? 0;
  }
  await sql`create table if not exists schema_version (version integer not null)`.execute(trx);
  const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(trx);
  return rows[0]?.version ?? 0;
}

async function writeVersion(trx: Transaction<Tables>, { kind }: Dialect, version: number): Promise<void> {
  if (kind === 'sqlite') {
    await sql.raw(`pragma user_version = ${version}`).execute(trx);
    return;
  }
  await sql`delete from schema_version`.execute(trx);
  await sql`insert into schema_version (version) values (${version})`.execute(trx);
}
