import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HelperRecord } from '../core/records.ts';
import { PARAMS } from '../core/test-core.ts';
import type { Place } from './database.ts';
import { Store } from './store.ts';
import type { StoreError } from './store-error.ts';
import { KINDS, Places } from './test-places.ts';

const session = {
  sessionId: 's',
  secretHash: '#',
  gamerId: 'g',
  params: PARAMS,
  codecs: ['h264'],
  maxLinks: 2,
  createdMs: 1_700_000_000_000,
};
const lease = {
  leaseId: 'l',
  sessionId: 's',
  peerId: 'h',
  gamerId: 'g',
  epoch: 3,
  role: 'active' as const,
  createdMs: 1_700_000_000_000,
};
const second = {
  msg_type: 'telemetry' as const,
  session_id: 's',
  at: 0,
  frames: { sent: 30, upscaled: 28, local: 1, lost: 1, on_time: 27 },
  latency_ms: { p50: 10.5, p95: 20 },
  bytes_up: 1000,
  bytes_down: 2000,
  failovers: 1,
  helpers: [],
};

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  let place: Place;
  const errors: StoreError[] = [];
  const open = () => Store.open(place, (error) => errors.push(error));
  beforeAll(async () => void (await places.fresh()), 60_000);
  afterAll(() => places.end());
  beforeEach(async () => {
    errors.length = 0;
    place = await places.fresh();
  });

  it('gives back what ran, and not what ended, after it was opened again', async () => {
    const first = await open();
    first.sessionStarted(session);
    first.leaseStarted(lease);
    first.leaseStarted({ ...lease, leaseId: 'l2', peerId: 'h2', epoch: 9 });
    first.leaseEnded('l2', 'bye', null, 5);
    await first.close();
    const again = await open();
    const recovered = await again.recover();
    expect(recovered.sessions).toEqual([session]);
    expect(recovered.leases).toEqual([lease]);
    expect(recovered.epochs).toContainEqual({ gamerId: 'g', peerId: 'h2', epoch: 9 });
    again.sessionEnded('s', 6);
    await again.flush();
    expect((await again.recover()).sessions).toEqual([]);
    await again.close();
  });

  it('remembers helpers by name, the newest record of each, until it is old', async () => {
    const record = (correction: number): HelperRecord => ({
      breaker: { kind: 'open', untilMs: 7, opens: 2 },
      reputation: { good: 1.5, bad: 2, latest: [{ good: false, cause: 'silent', atMs: 3 }] },
      correction,
    });
    const first = await open();
    first.helperRecorded('h', record(1), 100);
    first.helperRecorded('old', record(1), 50);
    await first.flush();
    first.helperRecorded('h', record(2.25), 200.4);
    first.prune(100);
    await first.close();
    const again = await open();
    expect((await again.recover()).records).toEqual([{ peerId: 'h', record: record(2.25), atMs: 200 }]);
    await again.close();
    expect(errors).toEqual([]);
  });

  it('keeps the journal by session and time, and prunes it', async () => {
    const store = await open();
    store.journal([{ ...second, at: 1 }], 100);
    store.journal([{ ...second, at: 2 }], 200_000);
    store.helperSeen('h', {}, 100);
    await store.flush();
    const all = { fromMs: 0, toMs: 1e9 };
    expect((await store.readJournal('s', { fromMs: 0, toMs: 150 })).map(({ at }) => at)).toEqual([1]);
    store.prune(100_000);
    await store.flush();
    expect((await store.readJournal('s', all)).map(({ at }) => at)).toEqual([2]);
    expect((await store.readQuality(undefined, all)).map(({ minute_ms }) => minute_ms)).toEqual([180_000]);
    await store.close();
  });

  it('adds seconds to the minute of their session', async () => {
    const store = await open();
    const other = { ...second, session_id: 'other' };
    store.journal([second, other], 60_000);
    store.journal([{ ...second, latency_ms: { p50: 30, p95: 15 } }], 119_999);
    store.journal([second], 120_000);
    await store.flush();
    const rows = await store.readQuality('s', { fromMs: 0, toMs: 1e9 });
    expect(rows).toEqual([
      {
        session_id: 's',
        minute_ms: 60_000,
        seconds: 2,
        sent: 60,
        upscaled: 56,
        local: 2,
        lost: 2,
        on_time: 54,
        failovers: 2,
        bytes_up: 2000,
        bytes_down: 4000,
        p50_sum_ms: 40.5,
        p95_worst_ms: 20,
      },
      expect.objectContaining({ minute_ms: 120_000, seconds: 1 }),
    ]);
    expect(await store.readQuality(undefined, { fromMs: 0, toMs: 1e9 })).toHaveLength(3);
    expect(errors).toEqual([]);
    await store.close();
  });

  it('reports a failed write with a code, loses no other, and goes on', async () => {
    const store = await open();
    store.sessionStarted(session);
    await store.flush();
    store.leaseStarted({ ...lease, leaseId: 'before' });
    store.sessionStarted(session);
    store.leaseStarted(lease);
    await store.flush();
    expect(errors).toMatchObject([{ code: 'duplicate' }]);
    expect(store.problem).toBe('duplicate');
    expect((await store.recover()).leases).toHaveLength(2);
    await store.close();
  });
});
