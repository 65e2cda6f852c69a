/** PostgreSQL that is full, locked or gone: what the operator is told, and that the ledger loses nothing. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FEE_ACCOUNT, gamerAccount, helperAccount } from '../core/ledger/transfer.ts';
import { NOTHING, PARAMS } from '../core/test-core.ts';
import { LedgerDesk } from '../ledger/desk.ts';
import { createLog } from '../log.ts';
import { type Database, openDatabase } from './database.ts';
import { Store } from './store.ts';
import type { StoreError } from './store-error.ts';
import { startPostgres, type TestPostgres } from './test-postgres.ts';

/** A page and a half: what needs a second page of its file does not get all of it, as on a disk that is full. */
const NO_ROOM_BYTES = 12_288;
/** The log of the server's transactions is written by another process, which has room. */
const LOGGED_LATER = '?options=-c%20synchronous_commit%3Doff';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** The ledger with a session under way. All here comes in turn, over one connection. */
async function streaming(options = '') {
  const connectionString = `${await server.create()}${options}`;
  const database = await openDatabase({ type: 'postgres', connectionString });
  const desk = await LedgerDesk.open({
    database,
    prices: { perMegapixel: { fast: 5, balanced: 10, quality: 20 }, feeBasisPoints: 1000 },
    terms: { holdSeconds: 60, requireFunds: false },
    settleMs: 60_000,
    recovered: NOTHING,
    log: createLog('silent'),
    now: () => 1000,
  });
  const names = { sessionId: 's', gamerId: 'g', createdMs: 1 };
  desk.sessionStarted({ ...names, secretHash: '#', params: PARAMS, codecs: [], maxLinks: 1 });
  desk.leaseStarted({ ...names, leaseId: 'l', peerId: 'h', epoch: 1, role: 'active' });
  return { database, desk };
}

const FRAME = 2;
const second = (desk: LedgerDesk, frames: number): void =>
  desk.second({
    msg_type: 'telemetry',
    session_id: 's',
    at: 0,
    frames: { sent: frames, upscaled: frames, local: 0, lost: 0, on_time: frames },
    latency_ms: { p50: 1, p95: 1 },
    bytes_up: 0,
    bytes_down: 0,
    failovers: 0,
    helpers: [{ peer_id: 'h', frames, failed: 0, ms_per_frame: 1, rtt_ms: 1 }],
  });

/** Every frame was paid for once, in memory and on disk. */
async function expectPaid(desk: LedgerDesk, frames: number): Promise<void> {
  const paid = desk.balance(helperAccount('h')) + desk.balance(FEE_ACCOUNT);
  const spent = -desk.balance(gamerAccount('g')) - desk.balance('hold:s');
  expect([paid, spent]).toEqual([frames * FRAME, frames * FRAME]);
  expect(await desk.check()).toEqual([]);
}

async function room(database: Database, bytes: number | 'unlimited'): Promise<void> {
  // Else the connection may have to write out what others left in memory, and fail at that.
  await sql`checkpoint`.execute(database.db);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.db);
  server.allow(rows[0]!.pid, bytes);
}

it('a full disk: the ledger says so, and pays to the last frame when there is room', async () => {
  const { database, desk } = await streaming(LOGGED_LATER);
  await room(database, NO_ROOM_BYTES);
  second(desk, 100);
  await desk.settle();
  expect(desk.problem).toBe('ledger_full');
  await room(database, 'unlimited');
  second(desk, 50);
  await desk.settle();
  expect(desk.problem).toBeUndefined();
  await expectPaid(desk, 150);
  await database.close();
});

it('a full disk: a record that is lost is reported, and the next one is kept', async () => {
  const place = { type: 'postgres' as const, connectionString: `${await server.create()}${LOGGED_LATER}` };
  const errors: StoreError[] = [];
  const store = await Store.open(place, (error) => errors.push(error));
  await room(store.database, NO_ROOM_BYTES);
  store.helperSeen('lost', {}, 1);
  await store.flush();
  expect(errors).toMatchObject([{ code: 'full', message: expect.stringContaining('free some space') }]);
  expect(store.problem).toBe('full');
  await room(store.database, 'unlimited');
  store.helperSeen('kept', {}, 2);
  await store.flush();
  expect(errors).toHaveLength(1);
  const seen = await store.database.db.selectFrom('helpers').select('peer_id').execute();
  expect(seen).toEqual([{ peer_id: 'kept' }]);
  await store.close();
});

it('a lock: the ledger says so, and pays when it is let go', async () => {
  const { database, desk } = await streaming();
  second(desk, 100);
  await database.db.transaction().execute(async (trx) => {
    await sql`lock table transfers in exclusive mode`.execute(trx);
    await desk.settle();
  });
  expect(desk.problem).toBe('ledger_locked');
  await desk.settle();
  expect(desk.problem).toBeUndefined();
  await expectPaid(desk, 100);
  await database.close();
});

it('a server that dies and comes back: the ledger says so, and goes on where it stood', async () => {
  const { database, desk } = await streaming();
  second(desk, 100);
  await desk.settle();
  await server.down();
  second(desk, 50);
  await desk.settle();
  expect(desk.problem).toBe('ledger_unreachable');
  await server.up();
  await desk.settle();
  expect(desk.problem).toBeUndefined();
  await expectPaid(desk, 150);
  await database.close();
});
