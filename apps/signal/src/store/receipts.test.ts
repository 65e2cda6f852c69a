import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskReceipt } from '../core/ledger/task-accounts.ts';
import { type Database, openDatabase } from './database.ts';
import { LedgerStore } from './ledger-store.ts';
import { Receipts } from './receipts.ts';
import { KINDS, Places } from './test-places.ts';

const receipt = (key: string): TaskReceipt => ({
  key,
  gamerId: 'g',
  peerId: 'h',
  params: { output_width: 640, output_height: 360, quality: 'fast' },
  priceVersion: 1,
  atMs: 1_700_000_000_000,
});

const put = (receipts: Receipts, key: string) =>
  new Promise<void>((written) => receipts.put(receipt(key), written));

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  let database: Database;
  beforeAll(async () => void (await places.fresh()), 60_000);
  afterAll(() => places.end());
  beforeEach(async () => {
    database = await openDatabase(await places.fresh());
  });
  afterEach(() => database.close());

  it('has on disk what it says is written, until that is settled', async () => {
    const receipts = new Receipts(database, (error) => expect.unreachable(error.message));
    const many = Array.from({ length: 250 }, (_, n) => `task:${n}`);
    for (const key of many) receipts.put(receipt(key), () => {});
    await receipts.flush();
    const found = await new Receipts(database, () => {}).unpaid();
    expect(found.map(({ key }) => key).sort()).toEqual(many.toSorted());
    expect(found.find(({ key }) => key === 'task:7')).toEqual(receipt('task:7'));

    const settlement = { key: 'task:7:0', leaseId: 'task:7', sessionId: 'task:7', peerId: 'h', gamerId: 'g' };
    const counts = { framesGamer: 1, framesHelper: 1, framesFrom: 0, framesPaid: 1 };
    const sums = { priceVersion: 1, cost: 0, fee: 0, disputed: false, atMs: 5 };
    await new LedgerStore(database).post({
      transfers: [],
      settlements: [{ ...settlement, ...counts, ...sums }],
    });
    expect((await receipts.unpaid()).map(({ key }) => key)).not.toContain('task:7');
    receipts.put(receipt('task:7'), () => {});
    await receipts.flush();
    expect((await receipts.unpaid()).map(({ key }) => key)).not.toContain('task:7');
  });
});

describe('a database that fails', () => {
  const broken = (execute: () => Promise<unknown>) => {
    const db = { insertInto: () => ({ values: () => ({ execute }) }) };
    return { db } as unknown as Database;
  };

  it('is reported, and holds up no result', async () => {
    const lost = vi.fn();
    const receipts = new Receipts(
      broken(() => Promise.reject(Object.assign(new Error('no room'), { code: 'SQLITE_FULL' }))),
      lost,
    );
    await put(receipts, 'task:1');
    expect(lost).toHaveBeenCalledWith(expect.objectContaining({ code: 'full' }), 1);
  });

  it('that does not answer lets a result out after a moment, once', async () => {
    vi.useFakeTimers();
    let answer = () => {};
    const receipts = new Receipts(
      broken(() => new Promise<void>((resolve) => (answer = resolve))),
      () => {},
    );
    const out = vi.fn();
    receipts.put(receipt('task:1'), out);
    await vi.advanceTimersByTimeAsync(249);
    expect(out).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    answer();
    await receipts.flush();
    expect(out).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });
});
