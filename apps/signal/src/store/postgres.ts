/**
 * PostgreSQL by its URL.
 * @module
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import { POSTGRES } from './migrations.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** A coordinator writes through one queue; the rest are for readers. */
const MOST_CONNECTIONS = 6;
const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 10_000;

/** 64-bit whole numbers, and the numerics that their sums come as. */
const WIDE_NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** @param connectionString e.g. `postgres://user:password@host:5432/database` */
export async function openPostgres(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // A connection that breaks while idle is replaced by the next query; unheard, the event would end the process.
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    dialect: POSTGRES,
    db,
    durably: (work) => db.transaction().execute(work),
    close: () => db.destroy(),
  };
}

/** As numbers, which all of ours are; the driver's text would make sums into concatenations. */
function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return WIDE_NUMBERS.has(oid) ? safeNumber : pg.types.getTypeParser(oid, format as 'text');
}

function safeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new StoreError('corrupt', `${text} is beyond exact numbers`);
  return value;
}
