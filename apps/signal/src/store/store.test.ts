import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PARAMS } from '../core/test-core.ts';
import { Store } from './store.ts';
import { StoreError } from './store-error.ts';

let dir: string;
const errors: StoreError[] = [];
const open = () => Store.open(dir, (error) => errors.push(error));
beforeEach(() => {
  errors.length = 0;
  dir = mkdtempSync(join(tmpdir(), 'p2c2g-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const session = {
  sessionId: 's',
  secretHash: '#',
  gamerId: 'g',
  params: PARAMS,
  codecs: ['h264'],
  maxLinks: 2,
  createdMs: 1,
};
const lease = {
  leaseId: 'l',
  sessionId: 's',
  peerId: 'h',
  gamerId: 'g',
  epoch: 3,
  role: 'active' as const,
  createdMs: 1,
};

it('gives back what ran, and not what ended, after it was opened again', async () => {
  const first = await open();
  first.sessionStarted(session);
  first.leaseStarted(lease);
  first.leaseStarted({ ...lease, leaseId: 'l2', peerId: 'h2', epoch: 9 });
  first.leaseEnded('l2', 'bye', null, 5);
  await first.close();
  const second = await open();
  const recovered = await second.recover();
  expect(recovered.sessions).toEqual([session]);
  expect(recovered.leases).toEqual([lease]);
  expect(recovered.epochs).toContainEqual({ gamerId: 'g', peerId: 'h2', epoch: 9 });
  second.sessionEnded('s', 6);
  await second.flush();
  expect((await second.recover()).sessions).toEqual([]);
  await second.close();
});

it('keeps the journal by session and time, and prunes it', async () => {
  const store = await open();
  const row = {
    msg_type: 'telemetry' as const,
    session_id: 's',
    at: 0,
    frames: { sent: 1, upscaled: 1, local: 0, lost: 0, on_time: 1 },
    latency_ms: { p50: 1, p95: 2 },
    bytes_up: 0,
    bytes_down: 0,
    failovers: 0,
    helpers: [],
  };
  store.journal([{ ...row, at: 1 }], 100);
  store.journal([{ ...row, at: 2 }], 200);
  store.helperSeen('h', {}, 100);
  await store.flush();
  expect((await store.readJournal('s', 0, 150)).map(({ at }) => at)).toEqual([1]);
  store.prune(150);
  await store.flush();
  expect((await store.readJournal('s', 0, 1e9)).map(({ at }) => at)).toEqual([2]);
  await store.close();
});

it('reports a failed write with a code, and goes on', async () => {
  const store = await open();
  store.sessionStarted(session);
  await store.flush();
  store.sessionStarted(session);
  await store.flush();
  expect(errors).toMatchObject([{ code: 'write_failed' }]);
  expect(store.problem).toBe('write_failed');
  store.leaseStarted(lease);
  await store.flush();
  expect((await store.recover()).leases).toHaveLength(1);
  await store.close();
});

it('says what is wrong with a file that is no database', async () => {
  writeFileSync(
    join(dir, 'p2c2g.sqlite'),
    'this is not a database, but long enough to be taken for one. '.repeat(40),
  );
  const failure = await open().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ code: 'corrupt' });
});
