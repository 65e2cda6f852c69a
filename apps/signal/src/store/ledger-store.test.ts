import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Settlement } from '../core/ledger/settle.ts';
import { reversalOf, type Transfer } from '../core/ledger/transfer.ts';
import { type Database, openDatabase } from './database.ts';
import { checkLedger } from './ledger-check.ts';
import { LedgerStore } from './ledger-store.ts';
import { StoreError } from './store-error.ts';
import { KINDS, Places } from './test-places.ts';

const transfer = (key: string, change: Partial<Transfer> = {}): Transfer => ({
  key,
  kind: 'share',
  debit: 'hold:s',
  credit: 'helper:h',
  amount: 90,
  atMs: 1_700_000_000_000,
  reverses: null,
  reason: '',
  ...change,
});
const hold = transfer('hold:s:0', { kind: 'hold', debit: 'gamer:g', credit: 'hold:s', amount: 500 });
const fee = transfer('fee:l:0', { kind: 'fee', credit: 'fee', amount: 10 });
const settlement: Settlement = {
  key: 'l:0',
  leaseId: 'l',
  sessionId: 's',
  peerId: 'h',
  gamerId: 'g',
  framesGamer: 60,
  framesHelper: null,
  framesFrom: 0,
  framesPaid: 50,
  priceVersion: 1,
  cost: 100,
  fee: 10,
  disputed: true,
  atMs: 1_700_000_000_000,
};
const minute = { transfers: [hold, transfer('share:l:0'), fee], settlements: [settlement] };
const prices = { perMegapixel: { fast: 5, balanced: 10, quality: 20 }, feeBasisPoints: 1000 };
const ever = { fromMs: 0, toMs: 9e15 };

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  let database: Database;
  let ledger: LedgerStore;
  beforeAll(async () => void (await places.fresh()), 60_000);
  afterAll(() => places.end());
  beforeEach(async () => {
    database = await openDatabase(await places.fresh());
    ledger = new LedgerStore(database);
  });
  afterEach(() => database.close());
  const problems = async () => (await checkLedger(database.db)).map(({ invariant }) => invariant);

  it('records a batch and gives it back', async () => {
    await ledger.post(minute);
    expect(new Map(await ledger.balances())).toEqual(
      new Map([
        ['gamer:g', -500],
        ['hold:s', 400],
        ['helper:h', 90],
        ['fee', 10],
      ]),
    );
    expect((await ledger.entries('hold:s', 1e9, 10)).map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(await ledger.entries('hold:s', 3, 1)).toEqual([{ ...transfer('share:l:0'), seq: 2 }]);
    expect(await ledger.settledFrames(['l', 'other'])).toEqual(new Map([['l', 50]]));
    expect(await ledger.heldEver('s')).toBe(500);
    expect(await ledger.heldEver('none')).toBe(0);
    expect(await ledger.ownerOfHold('s')).toBe('gamer:g');
    expect(await ledger.earnings(ever)).toEqual([
      { peer_id: 'h', frames: 50, disputed_settlements: 1, earned_micro: 90 },
    ]);
    expect(await ledger.earnings({ fromMs: 0, toMs: 5 })).toEqual([]);
    expect(await problems()).toEqual([]);
  });

  it('takes a key once: the whole batch of a second one is refused', async () => {
    await ledger.post(minute);
    const again = { transfers: [transfer('new'), hold], settlements: [] };
    await expect(ledger.post(again)).rejects.toMatchObject({ code: 'duplicate' });
    expect(await ledger.find('new')).toBeUndefined();
    expect(await problems()).toEqual([]);
  });

  it('refuses what is no transfer', async () => {
    for (const wrong of [{ amount: 0 }, { amount: -5 }, { credit: 'hold:s' }, { reverses: 77 }])
      await expect(ledger.post({ transfers: [transfer('x', wrong)], settlements: [] })).rejects.toThrow(
        StoreError,
      );
    expect(await ledger.balances()).toEqual([]);
  });

  it('lets nobody change or remove a row', async () => {
    await ledger.post(minute);
    await ledger.usePrices(prices, 1);
    const attempts = ['transfers', 'settlements', 'prices'].flatMap((table) => [
      `update ${table} set ${table === 'prices' ? 'since_ms' : 'at_ms'} = 0`,
      `delete from ${table}`,
      ...(kind === 'postgres' ? [`truncate ${table} cascade`] : []),
    ]);
    for (const attempt of attempts) {
      const failure = await sql
        .raw(attempt)
        .execute(database.db)
        .catch((error: unknown) => error);
      expect(StoreError.from(failure), attempt).toMatchObject({ code: 'append_only' });
    }
    expect(await ledger.balances()).toHaveLength(4);
  });

  it('reverses a transfer once', async () => {
    await ledger.post(minute);
    const share = (await ledger.find('share:l:0'))!;
    await ledger.post({
      transfers: [reversalOf(share, 'gamer:g', 'frames were garbage', 5)],
      settlements: [],
    });
    expect(new Map(await ledger.balances()).get('helper:h')).toBeUndefined();
    expect(await ledger.earnings(ever)).toMatchObject([{ earned_micro: 0 }]);
    const second = { ...reversalOf(share, 'gamer:g', 'again', 6), key: 'another' };
    await expect(ledger.post({ transfers: [second], settlements: [] })).rejects.toMatchObject({
      code: 'duplicate',
    });
    expect(await problems()).toEqual([]);
  });

  it('keeps every version of the prices', async () => {
    expect(await ledger.usePrices(prices, 1)).toMatchObject({ version: 1 });
    expect(await ledger.usePrices(prices, 2)).toMatchObject({ version: 1 });
    expect(await ledger.usePrices({ ...prices, feeBasisPoints: 0 }, 3)).toMatchObject({ version: 2 });
    expect(await ledger.priceHistory()).toMatchObject([{ since_ms: 1 }, { since_ms: 3, feeBasisPoints: 0 }]);
  });

  it.each([
    [
      'numbered without gaps',
      { transfers: [], settlements: [] },
      `insert into transfers values (9, 'k', 'share', 'a', 'b', 1, 0, null, '')`,
    ],
    ['set aside', { transfers: [transfer('a')], settlements: [] }, ''],
    ['last micro-credit', { transfers: [hold, transfer('share:l:0')], settlements: [settlement] }, ''],
    [
      'paid twice',
      { ...minute, settlements: [settlement, { ...settlement, key: 'l:1', cost: 0, fee: 0 }] },
      '',
    ],
    ['either end counted', { ...minute, settlements: [{ ...settlement, framesHelper: 49 }] }, ''],
    [
      'undoes exactly',
      { transfers: [hold, transfer('r', { reverses: 1, kind: 'reversal' })], settlements: [] },
      '',
    ],
  ])('notices when it is not so: %s', async (words, batch, meddling) => {
    await ledger.post(batch);
    if (meddling) await sql.raw(meddling).execute(database.db);
    expect((await problems()).join()).toContain(words);
  });

  it('writes hundreds of sessions at once', async () => {
    const transfers = Array.from({ length: 2500 }, (_, n) =>
      transfer(`t${n}`, { debit: 'issue', amount: n + 1 }),
    );
    await ledger.post({ transfers, settlements: [] });
    expect(new Map(await ledger.balances()).get('helper:h')).toBe((2500 * 2501) / 2);
  });
});
