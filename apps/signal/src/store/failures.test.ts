/** What an operator is told when the database fails, and that nothing but the failed write is lost. */
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import LibsqlDatabase from 'libsql';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { sqliteFile } from './sqlite.ts';
import { Store } from './store.ts';
import { StoreError } from './store-error.ts';
import { Places } from './test-places.ts';
import { ask } from './test-postgres.ts';

const sqlite = new Places('sqlite');
const postgres = new Places('postgres');
afterAll(() => Promise.all([sqlite.end(), postgres.end()]));

const folder = async (): Promise<string> => {
  const place = await sqlite.fresh();
  if (place.type !== 'sqlite') throw new TypeError('not SQLite');
  return place.dataDir;
};
const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
const open = (dataDir: string, errors: StoreError[] = []) =>
  Store.open({ type: 'sqlite', dataDir }, (error) => errors.push(error));

it('a file that is no database', async () => {
  const dataDir = await folder();
  writeFileSync(sqliteFile(dataDir), 'long enough to be taken for a database, but none at all. '.repeat(40));
  const failure = await failureOf(open(dataDir));
  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ code: 'corrupt', message: expect.stringContaining('restore') });
});

it('a database whose middle was overwritten', async () => {
  const dataDir = await folder();
  const store = await open(dataDir);
  for (let n = 0; n < 500; n += 1) store.helperSeen(`h${n}`, { gpu: 'x'.repeat(100) }, n);
  await store.close();
  const file = sqliteFile(dataDir);
  const middle = Math.floor(readFileSync(file).length / 2);
  writeSync(openSync(file, 'r+'), Buffer.alloc(8192, 0x5a), 0, 8192, middle);
  expect(await failureOf(open(dataDir))).toMatchObject({ code: 'corrupt' });
});

it('a full disk, until there is room again', async () => {
  const dataDir = await folder();
  const errors: StoreError[] = [];
  const store = await open(dataDir, errors);
  const { db } = store.database;
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql.raw(`pragma max_page_count = ${rows[0]!.page_count}`).execute(db);
  store.helperSeen('large', { text: 'x'.repeat(100_000) }, 1);
  await store.flush();
  expect(errors).toMatchObject([{ code: 'full' }]);
  expect(store.problem).toBe('full');
  await sql.raw('pragma max_page_count = 1000000').execute(db);
  store.helperSeen('small', {}, 2);
  await store.flush();
  expect(errors).toHaveLength(1);
  await store.close();
});

it('a lock that another holds: waited for while it is short, reported when it stays', async () => {
  const dataDir = await folder();
  const errors: StoreError[] = [];
  const store = await open(dataDir, errors);
  const other = new LibsqlDatabase(sqliteFile(dataDir));
  other.exec('begin immediate');
  store.helperSeen('waits', {}, 1);
  setTimeout(() => other.exec('commit'), 400);
  await store.flush();
  expect(errors).toEqual([]);
  other.exec('begin immediate');
  store.helperSeen('fails', {}, 1);
  await store.flush();
  expect(errors).toMatchObject([{ code: 'locked' }]);
  other.close();
  const seen = await store.database.db.selectFrom('helpers').select('peer_id').execute();
  expect(seen).toEqual([{ peer_id: 'waits' }]);
  await store.close();
});

it('a folder on which a coordinator runs, and one of a newer program', async () => {
  const dataDir = await folder();
  const store = await open(dataDir);
  expect(await failureOf(open(dataDir))).toMatchObject({ code: 'in_use' });
  await sql.raw('pragma user_version = 999').execute(store.database.db);
  await store.close();
  expect(await failureOf(open(dataDir))).toMatchObject({ code: 'too_new' });
});

it('a place that is none', async () => {
  const dataDir = await folder();
  writeFileSync(join(dataDir, 'file'), '');
  expect(await failureOf(open(join(dataDir, 'file', 'folder')))).toMatchObject({ code: 'open_failed' });
});

it('PostgreSQL that is not there, refuses, or is locked', async () => {
  const place = await postgres.fresh();
  if (place.type !== 'postgres') throw new TypeError('not PostgreSQL');
  const { connectionString } = place;
  const at = (url: string) => openDatabase({ type: 'postgres', connectionString: url });
  expect(await failureOf(at('postgres://a:b@127.0.0.1:1/x'))).toMatchObject({ code: 'unreachable' });
  const wrong = await failureOf(at(connectionString.replace('secret', 'wrong')));
  expect(wrong).toMatchObject({ code: 'refused' });
  expect(String(wrong)).not.toContain('wrong');
  expect(await failureOf(at(connectionString.replace(/\w+$/, 'absent')))).toMatchObject({ code: 'refused' });
  const database = await openDatabase(place);
  await database.db.transaction().execute(async (trx) => {
    await sql`lock table helpers in access exclusive mode`.execute(trx);
    const blocked = await failureOf(database.db.selectFrom('helpers').selectAll().execute());
    expect(StoreError.from(blocked)).toMatchObject({ code: 'locked' });
  });
  await database.close();
});

it('PostgreSQL that ends our connections: the next write finds a new one', async () => {
  const place = await postgres.fresh();
  if (place.type !== 'postgres') throw new TypeError('not PostgreSQL');
  const errors: StoreError[] = [];
  const store = await Store.open(place, (error) => errors.push(error));
  await ask(
    place.connectionString,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  store.helperSeen('after', {}, 1);
  await store.flush();
  expect(errors).toEqual([]);
  expect(await store.database.db.selectFrom('helpers').select('peer_id').execute()).toEqual([
    { peer_id: 'after' },
  ]);
  await store.close();
});
