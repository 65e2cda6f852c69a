import { describe, expect, it } from 'vitest';
import { Familiar } from './familiar.ts';
import { PROVEN_MS } from './lease.ts';
import { gamerAt } from './ports.ts';
import { STRANGER } from './standing.ts';
import { PARAMS, TestCore } from './test-core.ts';

/** A gamer whose one link has held or failed, and then a crowd of other helpers. */
function after(how: 'held' | 'failed', seed: number): TestCore {
  const core = new TestCore({}, undefined, seed);
  core.helper('known');
  core.gamer('g');
  const { leaseId: lease_id, epoch } = core.leasesOf('g')[0]!;
  const state = (state: 'connected' | 'failed') =>
    core.broker.handle(gamerAt('g'), { msg_type: 'link_state', lease_id, epoch, state });
  state('connected');
  if (how === 'held') core.pass(PROVEN_MS);
  else state('failed');
  const [session_id] = core.broker.world.sessions.keys();
  core.broker.handle(gamerAt('g'), { msg_type: 'session_end', session_id: session_id! });
  core.pass(120_000, 2_000);
  for (let n = 0; n < 50; n += 1) core.helper(`other${n}`);
  return core;
}
const next = (core: TestCore): string => {
  core.gamer('g');
  return core.leasesOf('g')[0]!.peerId;
};
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a gamer who comes back', () => {
  it('gets the helper that it has worked with, out of many alike', () => {
    expect(seeds.map((seed) => next(after('held', seed)))).toEqual(seeds.map(() => 'known'));
  });

  it('gets whoever is there when that one failed, is busy, or is clearly slower', () => {
    expect(seeds.map((seed) => next(after('failed', seed)))).not.toEqual(seeds.map(() => 'known'));
    const paused = after('held', 1);
    paused.beat('known', { paused: true });
    expect(next(paused)).not.toBe('known');
    const slow = after('held', 1);
    slow.broker.world.helpers.get('known')!.correction = 3;
    expect(next(slow)).not.toBe('known');
  });

  it('gets one of its region before one that it knows', () => {
    const core = after('held', 1);
    const home = { ...STRANGER, region: 'eu-west' };
    core.helper('near', {}, [], home);
    core.broker.registerGamer('g', home);
    core.broker.handle(gamerAt('g'), {
      msg_type: 'session_request',
      params: PARAMS,
      codecs: ['h264'],
      max_links: 1,
    });
    expect(core.leasesOf('g')[0]!.peerId).toBe('near');
  });
});

it('remembers the last four of each gamer, and the last ten thousand gamers', () => {
  const familiar = new Familiar();
  for (const peerId of ['a', 'b', 'c', 'd', 'e', 'b']) familiar.held('g', peerId);
  expect(familiar.of('g')).toEqual(['c', 'd', 'e', 'b']);
  familiar.failed('g', 'd');
  familiar.failed('g', 'never');
  expect(familiar.of('g')).toEqual(['c', 'e', 'b']);
  for (let n = 0; n < 10_000; n += 1) familiar.held(`g${n}`, 'a');
  expect([familiar.of('g'), familiar.of('g0')]).toEqual([[], ['a']]);
});
