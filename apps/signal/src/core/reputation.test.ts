import { expect, it } from 'vitest';
import { PROVEN_MS } from './lease.ts';
import { gamerAt, helperAt } from './ports.ts';
import { Records, recordOf } from './records.ts';
import { reputationOf } from './reputation.ts';
import { STRANGER } from './standing.ts';
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
/** This gamer gives its helper up for pictures that were not of its frames. */
function accuse(
  core: TestCore,
  gamerId: string,
  pictures = { looked_at: 40, wrong: 3, others_looked_at: 800, others_wrong: 0 },
): void {
  const { leaseId: lease_id, epoch } = core.leasesOf(gamerId)[0]!;
  const link = { silent_ms: 10, unanswered_ms: 200, links: 2, silent_links: 0 };
  const work = { ordered: 40, results: 40, missing_receipts: 0, errors: 0 };
  const leased = { msg_type: 'link_state' as const, lease_id, epoch };
  core.broker.handle(gamerAt(gamerId), { ...leased, state: 'connected' });
  const evidence = { ...link, ...work, pictures };
  core.broker.handle(gamerAt(gamerId), { ...leased, state: 'failed', evidence });
}
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

it('outlives one gamer that calls its pictures wrong, and not two', () => {
  const core = serving(1_000);
  core.gamer('g2');
  core.gamer('g3');
  accuse(core, 'g');
  expect(told(core)).toMatchObject({ score: 0.5, bad: 0 });
  expect(core.ended.at(-1)).toMatchObject({ reason: 'wrong_pictures', fault: 'network' });
  accuse(core, 'g2');
  expect(core.ended.at(-1)).toMatchObject({ reason: 'wrong_pictures', fault: 'helper' });
  expect(told(core)).toMatchObject({ bad: 10, latest: [{ good: false, cause: 'wrong_pictures' }] });
  const afterTwo = told(core).score;
  expect(afterTwo).toBeLessThan(0.1);
  accuse(core, 'g3');
  expect(told(core).score).toBeLessThan(afterTwo);
});

it('is not hurt by one gamer that comes back under the same key, nor by one that finds all pictures wrong', () => {
  const core = new TestCore();
  core.helper('h');
  for (const name of ['g', 'g2']) core.gamer(name, 1, {}, { ...STRANGER, subject: 'one key' });
  for (const name of ['g', 'g2']) accuse(core, name);
  expect(told(core)).toMatchObject({ score: 0.5, bad: 0 });
  core.gamer('g3');
  accuse(core, 'g3', { looked_at: 9, wrong: 9, others_looked_at: 20, others_wrong: 19 });
  expect(core.ended.at(-1)).toMatchObject({ fault: 'gamer' });
  expect(told(core)).toMatchObject({ score: 0.5, bad: 0 });
});
