import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PARAMS } from '../core/test-core.ts';
import { type Database, openDatabase } from './database.ts';
import { KINDS, Places } from './test-places.ts';
import { readUnsettled } from './unsettled.ts';

const WINDOW_MS = 120_000;
const AT_MS = 1_700_000_000_000;

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  let database: Database;
  beforeAll(async () => void (await places.fresh()), 60_000);
  afterAll(() => places.end());
  beforeEach(async () => {
    database = await openDatabase(await places.fresh());
    const shape = {
      secret_hash: '#',
      gamer_id: 'g',
      params: JSON.stringify(PARAMS),
      codecs: '[]',
      max_links: 1,
    };
    await database.db
      .insertInto('sessions')
      .values({ session_id: 's', ...shape, created_ms: AT_MS, ended_ms: null })
      .execute();
  });
  afterEach(() => database.close());

  const leased = (lease_id: string, fromMs: number, ended_ms: number | null) =>
    database.db
      .insertInto('leases')
      .values({
        lease_id,
        session_id: 's',
        peer_id: 'h',
        gamer_id: 'g',
        epoch: 1,
        role: 'active',
        created_ms: AT_MS + fromMs,
        ended_ms,
        end_reason: null,
        fault: null,
      })
      .execute();
  const told = (afterMs: number, frames: number, peer_id = 'h') =>
    database.db
      .insertInto('journal')
      .values({
        session_id: 's',
        at_ms: AT_MS + afterMs,
        row: JSON.stringify({ helpers: [{ peer_id, frames }] }),
      })
      .execute();
  const settled = (afterMs: number, leaseId: string, sessionId: string) =>
    database.db
      .insertInto('settlements')
      .values({
        key: `${leaseId}:0`,
        lease_id: leaseId,
        session_id: sessionId,
        peer_id: 'h',
        gamer_id: 'g',
        frames_gamer: 1,
        frames_helper: null,
        frames_from: 0,
        frames_paid: 1,
        price_version: 1,
        cost: 0,
        fee: 0,
        disputed: 0,
        at_ms: AT_MS + afterMs,
      })
      .execute();
  const found = async () =>
    (await readUnsettled(database.db, WINDOW_MS)).map(({ lease, frames, leaseEnded }) => ({
      lease: lease.leaseId,
      frames,
      leaseEnded,
    }));

  it('is nothing where nothing was told', async () => {
    await leased('l', 0, null);
    expect(await found()).toEqual([]);
  });

  it('is each second once, under the lease that there was then', async () => {
    await leased('old', 0, AT_MS + 5_000);
    await leased('new', 5_000, null);
    await told(3_000, 10);
    await told(4_000, 10);
    await told(6_000, 1);
    await told(6_000, 99, 'somebody else');
    expect(await found()).toEqual([
      { lease: 'old', frames: 20, leaseEnded: true },
      { lease: 'new', frames: 1, leaseEnded: false },
    ]);
  });

  it('is what came after the last settlement of a session, and not long before the end', async () => {
    await leased('l', 0, null);
    await told(1_000, 10);
    await told(10_000, 20);
    await settled(2_000, 'l', 's');
    await settled(9_900, 'task:1', 'task:1');
    expect(await found()).toEqual([{ lease: 'l', frames: 20, leaseEnded: false }]);
    await told(10_001 + WINDOW_MS, 40);
    expect(await found()).toEqual([{ lease: 'l', frames: 40, leaseEnded: false }]);
  });
});
