import { afterEach, describe, expect, it } from 'vitest';
import {
  FEE_ACCOUNT,
  gamerAccount,
  helperAccount,
  ISSUE_ACCOUNT,
  PAYOUT_ACCOUNT,
  type Transfer,
} from '../core/ledger/transfer.ts';
import { NOTHING, PARAMS } from '../core/test-core.ts';
import { createLog } from '../log.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { StoreError } from '../store/store-error.ts';
import { LedgerDesk } from './desk.ts';

const FRAME = 2;
const session = {
  sessionId: 's',
  secretHash: '#',
  gamerId: 'g',
  params: PARAMS,
  codecs: [],
  maxLinks: 1,
  createdMs: 1,
};
const lease = {
  leaseId: 'l',
  sessionId: 's',
  peerId: 'h',
  gamerId: 'g',
  epoch: 1,
  role: 'active' as const,
  createdMs: 1,
};

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

/** A database that can be told to fail: before a batch is recorded, or after, when only the answer is lost. */
async function failing() {
  const real = await openDatabase({ type: 'memory' });
  opened.push(real);
  const state = { fails: undefined as 'before' | 'after' | undefined };
  const database: Database = {
    ...real,
    durably: async (work) => {
      if (state.fails === 'before') throw new StoreError('full', 'no room');
      const done = await real.durably(work);
      if (state.fails === 'after') throw new StoreError('unreachable', 'the answer was lost');
      return done;
    },
  };
  return { database, state };
}

const SETTLED_MS = 10_000;
let nowMs = SETTLED_MS;
afterEach(() => {
  nowMs = SETTLED_MS;
});

const PRICES = { perMegapixel: { fast: 5, balanced: 10, quality: 20 }, feeBasisPoints: 1000 };
const DEARER = { ...PRICES, perMegapixel: { fast: 50, balanced: 100, quality: 200 } };

const deskOn = (database: Database, recovered = NOTHING, requireFunds = false, prices = PRICES) =>
  LedgerDesk.open({
    database,
    prices,
    terms: { holdSeconds: 60, requireFunds },
    recovered,
    settleMs: 60_000,
    log: createLog('silent'),
    now: () => nowMs,
  });

function counted(desk: LedgerDesk, frames: number): void {
  const second = {
    msg_type: 'telemetry' as const,
    session_id: 's',
    at: 0,
    frames: { sent: frames, upscaled: frames, local: 0, lost: 0, on_time: frames },
    latency_ms: { p50: 1, p95: 1 },
    bytes_up: 0,
    bytes_down: 0,
    failovers: 0,
    helpers: [{ peer_id: 'h', frames, failed: 0, ms_per_frame: 1, rtt_ms: 1 }],
  };
  desk.second(second);
}

async function streaming() {
  const { database, state } = await failing();
  const desk = await deskOn(database);
  desk.sessionStarted(session);
  desk.leaseStarted(lease);
  return { database, state, desk };
}
const paid = (desk: LedgerDesk) => desk.balance(helperAccount('h')) + desk.balance(FEE_ACCOUNT);

it('pays later what a full disk would not take, to the last frame, and says so meanwhile', async () => {
  const { desk, state } = await streaming();
  state.fails = 'before';
  counted(desk, 100);
  await desk.settle();
  counted(desk, 50);
  await desk.settle();
  expect(desk.problem).toBe('ledger_full');
  expect(paid(desk)).toBe(0);
  state.fails = undefined;
  await desk.settle();
  expect(desk.problem).toBeUndefined();
  expect(paid(desk)).toBe(150 * FRAME);
  expect(await desk.check()).toEqual([]);
});

it('pays once when a batch was recorded but the answer was lost', async () => {
  const { desk, state } = await streaming();
  state.fails = 'after';
  counted(desk, 100);
  await desk.settle();
  expect(desk.problem).toBe('ledger_unreachable');
  state.fails = undefined;
  await desk.settle();
  expect(paid(desk)).toBe(100 * FRAME);
  counted(desk, 1);
  await desk.settle();
  expect(paid(desk)).toBe(101 * FRAME);
  expect(await desk.check()).toEqual([]);
});

it('goes on after a restart where it stood, and hands back what a session that is gone had set aside', async () => {
  const { database, desk } = await streaming();
  counted(desk, 100);
  await desk.settle();
  const running = { sessions: [session], leases: [lease], epochs: [] };
  const again = await deskOn(database, running);
  counted(again, 10);
  again.served('h', [{ lease_id: 'l', frames: 500 }]);
  await again.settle();
  expect(paid(again)).toBe(110 * FRAME);
  const gone = await deskOn(database);
  await gone.settle();
  expect(gone.balance('hold:s')).toBe(0);
  expect(gone.balance(gamerAccount('g'))).toBe(-110 * FRAME);
  expect(await gone.check()).toEqual([]);
});

describe('seconds that were told and not settled when the process ended', () => {
  const record = async (database: Database, ended: { lease: number | null; session: number | null }) => {
    const {
      sessionId: session_id,
      leaseId: lease_id,
      peerId: peer_id,
      gamerId: gamer_id,
    } = { ...session, ...lease };
    const common = { session_id, gamer_id, created_ms: 1 };
    await database.db
      .insertInto('sessions')
      .values({
        ...common,
        secret_hash: '#',
        params: JSON.stringify(PARAMS),
        codecs: '[]',
        max_links: 1,
        ended_ms: ended.session,
      })
      .execute();
    const still = { epoch: 1, role: 'active' as const, end_reason: null, fault: null };
    await database.db
      .insertInto('leases')
      .values({ ...common, ...still, lease_id, peer_id, ended_ms: ended.lease })
      .execute();
  };
  const told = (database: Database, at_ms: number, frames: number) =>
    database.db
      .insertInto('journal')
      .values({ session_id: 's', at_ms, row: JSON.stringify({ helpers: [{ peer_id: 'h', frames }] }) })
      .execute();
  const running = { sessions: [session], leases: [lease], epochs: [] };

  it('are paid by the next one, once, and no more than the helper counted', async () => {
    const { database, desk } = await streaming();
    await record(database, { lease: null, session: null });
    counted(desk, 100);
    await desk.settle();
    await told(database, SETTLED_MS + 900, 7);
    await told(database, SETTLED_MS + 1_600, 30);
    await told(database, SETTLED_MS + 2_600, 30);
    const again = await deskOn(database, running);
    expect(paid(again)).toBe(100 * FRAME);
    again.served('h', [{ lease_id: 'l', frames: 150 }]);
    nowMs += 60_000;
    await again.settle();
    expect(paid(again)).toBe(150 * FRAME);
    const third = await deskOn(database, running);
    await third.settle();
    expect(paid(third)).toBe(150 * FRAME);
    expect(await third.check()).toEqual([]);
  });

  it('are paid also when the session ended meanwhile, and the rest comes back', async () => {
    const { database } = await streaming();
    await record(database, { lease: 5_000, session: 5_000 });
    await told(database, 4_000, 40);
    const again = await deskOn(database);
    for (let turn = 0; turn < 2; turn += 1) await again.settle();
    expect([paid(again), again.balance('hold:s')]).toEqual([40 * FRAME, 0]);
    expect(again.balance(gamerAccount('g'))).toBe(-40 * FRAME);
    const third = await deskOn(database);
    for (let turn = 0; turn < 2; turn += 1) await third.settle();
    expect(paid(third)).toBe(40 * FRAME);
    expect(await third.check()).toEqual([]);
  });
});

describe('a task', () => {
  const started = async () => {
    const made = await failing();
    const desk = await deskOn(made.database);
    desk.charges.started('task:1', 'g', PARAMS);
    return { ...made, desk };
  };
  const done = (desk: LedgerDesk, key: string) =>
    new Promise<void>((passOn) => desk.charges.done(key, 'h', passOn));
  const spent = (desk: LedgerDesk) => desk.balance(gamerAccount('g'));

  it('is set aside while it is under way, paid when it is done, and once', async () => {
    const { desk } = await started();
    await desk.settle();
    expect([desk.balance('hold:task:1'), spent(desk)]).toEqual([FRAME, -FRAME]);
    await done(desk, 'task:1');
    desk.charges.failed('task:1');
    for (let turn = 0; turn < 2; turn += 1) await desk.settle();
    expect([desk.balance('hold:task:1'), spent(desk), paid(desk)]).toEqual([0, -FRAME, FRAME]);
    const [share] = await desk.store.entries(helperAccount('h'), 1e9, 1);
    await desk.reverse(share!.seq, 'garbage');
    expect([spent(desk), desk.balance(helperAccount('h'))]).toEqual([0, 0]);
    expect(await desk.check()).toEqual([]);
  });

  it('that fails costs nothing, whether it was set aside already or not', async () => {
    const { desk } = await started();
    await desk.settle();
    desk.charges.started('task:2', 'g', PARAMS);
    for (const key of ['task:1', 'task:2']) desk.charges.failed(key);
    await desk.settle();
    expect(spent(desk)).toBe(0);
    const kinds = (await desk.store.entries(gamerAccount('g'), 1e9, 10)).map(({ kind }) => kind);
    expect(kinds).toEqual(['release', 'hold']);
    expect(await desk.check()).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'is paid once when the database fails %s it was recorded',
    async (when) => {
      const { desk, state } = await started();
      desk.charges.started('task:2', 'g', PARAMS);
      await done(desk, 'task:1');
      state.fails = when;
      await desk.settle();
      desk.charges.failed('task:2');
      state.fails = undefined;
      for (let turn = 0; turn < 2; turn += 1) await desk.settle();
      expect([spent(desk), paid(desk), desk.balance('hold:task:2')]).toEqual([-FRAME, FRAME, 0]);
      expect(await desk.check()).toEqual([]);
    },
  );

  it('whose result went out is paid after a crash, once, at the price it was handed in for', async () => {
    const { desk, database } = await started();
    await desk.settle();
    desk.charges.started('task:2', 'g', PARAMS);
    for (const key of ['task:1', 'task:2']) await done(desk, key);
    expect(paid(desk)).toBe(0);
    for (let crash = 0; crash < 2; crash += 1) {
      const again = await deskOn(database, NOTHING, false, DEARER);
      expect([spent(again), paid(again), again.balance('hold:task:1')]).toEqual([-2 * FRAME, 2 * FRAME, 0]);
      expect(await again.check()).toEqual([]);
    }
    expect(await database.db.selectFrom('receipts').selectAll().execute()).toEqual([]);
  });

  it('is not paid again when its receipt was written behind its settlement', async () => {
    const { desk, database } = await started();
    await done(desk, 'task:1');
    const receipts = await database.db.selectFrom('receipts').selectAll().execute();
    await desk.settle();
    await database.db.insertInto('receipts').values(receipts).execute();
    const again = await deskOn(database);
    expect([spent(again), paid(again)]).toEqual([-FRAME, FRAME]);
    expect(await again.check()).toEqual([]);
  });

  it('that a restart forgot is given back', async () => {
    const { desk, database } = await started();
    await desk.settle();
    const again = await deskOn(database);
    await again.settle();
    expect([spent(again), again.balance('hold:task:1')]).toEqual([0, 0]);
    expect(await again.check()).toEqual([]);
  });

  it('is refused to who cannot pay, though what it owns is only promised to others yet', async () => {
    const { database } = await failing();
    const desk = await deskOn(database, NOTHING, true);
    const given = {
      kind: 'deposit' as const,
      debit: ISSUE_ACCOUNT,
      credit: gamerAccount('g'),
      amount: 3 * FRAME,
    };
    await desk.post({ key: 'd', ...given, atMs: 1, reverses: null, reason: '' });
    for (const key of ['task:1', 'task:2', 'task:3']) {
      desk.charges.require('g', PARAMS);
      desk.charges.started(key, 'g', PARAMS);
    }
    expect(() => desk.charges.require('g', PARAMS)).toThrow(/cannot pay/);
    const payout = { kind: 'payout' as const, debit: gamerAccount('g'), credit: PAYOUT_ACCOUNT, amount: 1 };
    await expect(
      desk.post({ key: 'p', ...payout, atMs: 1, reverses: null, reason: '' }),
    ).rejects.toMatchObject({ code: 'P2C2G_NO_CREDIT' });
    desk.charges.failed('task:2');
    desk.charges.require('g', PARAMS);
  });
});

it('records a transfer by hand once for its key, and refuses the key for another', async () => {
  const { desk } = await streaming();
  const deposit: Transfer = {
    key: 'invoice 7',
    kind: 'deposit',
    debit: ISSUE_ACCOUNT,
    credit: gamerAccount('g'),
    amount: 500,
    atMs: 1,
    reverses: null,
    reason: 'paid in cash',
  };
  const first = await desk.post(deposit);
  expect(await desk.post({ ...deposit, atMs: 99 })).toEqual(first);
  expect(desk.balance(gamerAccount('g'))).toBe(500);
  await expect(desk.post({ ...deposit, amount: 5 })).rejects.toMatchObject({ code: 'P2C2G_CONFLICT' });
});

it('reverses a payment to the gamer behind it, once, and no reversal', async () => {
  const { desk } = await streaming();
  counted(desk, 100);
  await desk.settle();
  const [share] = await desk.store.entries(helperAccount('h'), 1e9, 1);
  const reversal = await desk.reverse(share!.seq, 'garbage');
  expect(await desk.reverse(share!.seq, 'garbage')).toEqual(reversal);
  expect(desk.balance(helperAccount('h'))).toBe(0);
  expect(desk.balance('hold:s') + desk.balance(gamerAccount('g'))).toBe(-desk.balance(FEE_ACCOUNT));
  await expect(desk.reverse(reversal.seq, 'no')).rejects.toMatchObject({ code: 'P2C2G_CONFLICT' });
  await expect(desk.reverse(999, 'no')).rejects.toMatchObject({ code: 'P2C2G_NOT_FOUND' });
  expect(await desk.check()).toEqual([]);
});

it('says that the ledger is not sound when somebody wrote into it', async () => {
  const { database, desk } = await streaming();
  counted(desk, 100);
  await desk.settle();
  await database.db
    .insertInto('transfers')
    .values({
      seq: 77,
      key: 'x',
      kind: 'share',
      debit: 'issue',
      credit: 'helper:thief',
      amount: 1,
      at_ms: 0,
      reverses: null,
      reason: '',
    })
    .execute();
  const found = (await desk.check()).map(({ invariant }) => invariant);
  expect(found).toEqual(['transfers are numbered without gaps', 'memory and disk agree']);
  expect(desk.problem).toBe('ledger_unsound');
});
