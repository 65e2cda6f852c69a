import { expect, it } from 'vitest';
import { PROVEN_MS } from './lease.ts';
import { gamerAt, helperAt } from './ports.ts';
import { Records, recordOf } from './records.ts';
import { reputationOf } from './reputation.ts';
import { TestCore } from './test-core.ts';

/** A helper whose one lease works, for so long. */
function serving(ms: number): TestCore {
  const core = new TestCore();
  core.helper('h');
  core.gamer('g');
  const { leaseId: lease_id, epoch } = core.leasesOf('g')[0]!;
  core.broker.handle(gamerAt('g'), { msg_type: 'link_state', lease_id, epoch, state: 'connected' });
  core.pass(ms);
  return core;
}
const told = (core: TestCore) => core.lastTo(helperAt('h'), 'work_state')!.reputation!;
const end = (core: TestCore) => {
  const [session] = core.broker.world.sessions.keys();
  core.broker.handle(gamerAt('g'), { msg_type: 'session_end', session_id: session! });
};
const report = (core: TestCore) => {
  const { leaseId: lease_id, epoch } = core.leasesOf('g')[0]!;
  core.broker.handle(gamerAt('g'), { msg_type: 'link_state', lease_id, epoch, state: 'failed' });
};

it('is explained to its owner: the share, what it rests on, and the newest links', () => {
  const core = serving(PROVEN_MS);
  expect(told(core)).toEqual({ score: 0.5, good: 0, bad: 0, latest: [] });
  end(core);
  expect(told(core).score).toBeGreaterThan(0.5);
  expect(told(core)).toMatchObject({ good: 1, bad: 0, latest: [{ good: true, cause: 'session_ended' }] });
  const failing = serving(1_000);
  report(failing);
  expect(told(failing).score).toBeLessThan(0.5);
  expect(told(failing)).toMatchObject({ good: 0, bad: 1, latest: [{ good: false, cause: 'reported' }] });
});

it('is not shed by leaving and coming back, whether with a farewell or without', () => {
  for (const cause of ['bye', 'silent'] as const) {
    const core = serving(1_000);
    report(core);
    core.broker.left(helperAt('h'), cause);
    const before = core.said.length;
    core.helper('h');
    expect(core.said.length).toBeGreaterThan(before);
    expect(told(core).bad).toBe(1);
  }
});

it('is forgotten a day after its helper has left, and the oldest makes way for the newest', () => {
  const core = serving(1_000);
  const record = recordOf(core.broker.world.helpers.get('h')!);
  const records = new Records();
  records.keep({ peerId: 'h', record, atMs: 0 });
  expect(records.take('h', 86_400_001)).toBeUndefined();
  records.keep({ peerId: 'h', record, atMs: 0 });
  expect(reputationOf(records.take('h', 86_400_000)!.reputation)).toBe(0.5);
  expect(records.take('h', 0)).toBeUndefined();
  for (let n = 0; n <= 10_000; n += 1) records.keep({ peerId: `h${n}`, record, atMs: 0 });
  expect([records.take('h0', 0), records.take('h1', 0)?.correction]).toEqual([undefined, record.correction]);
});
