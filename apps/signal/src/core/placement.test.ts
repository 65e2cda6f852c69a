import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, MOST_UTILISATION, score, utilisation, waitReason } from './placement.ts';
import { gamerAt } from './ports.ts';
import { seeded, TestCore } from './test-core.ts';

describe('placement', () => {
  it('of two random candidates takes the better, so never the worst', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 30 }),
        fc.integer(),
        (scores, seed) => {
          const chosen = choose(scores, (one) => one, seeded(seed));
          expect(chosen).not.toBe(Math.max(...scores));
        },
      ),
    );
    expect(choose([], () => 0, seeded(1))).toBeUndefined();
  });

  it('takes exact bounds of chance', () => {
    for (const edge of [0, 0.999_999_999])
      expect(
        choose(
          [1, 2, 3],
          (one) => one,
          () => edge,
        ),
      ).toBeDefined();
  });

  it('spreads a burst of sessions', () => {
    const core = new TestCore();
    for (let n = 0; n < 10; n += 1) core.helper(`h${n}`);
    for (let n = 0; n < 20; n += 1) core.gamer(`g${n}`);
    const counts = [...core.broker.world.helpers.keys()].map(
      (id) => core.broker.world.leases.ofHelper(id).size,
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(8);
  });

  it('plans no helper beyond its share, and no more leases than it allows', () => {
    const core = new TestCore();
    core.helper('h', { max_concurrent_tasks: 64 });
    for (let n = 0; n < 30; n += 1) core.gamer(`g${n}`);
    const helper = core.broker.world.helpers.get('h')!;
    // The last one let in may bring it past the line by one active session's share, .15.
    expect(utilisation(helper, core.broker.world.surroundings)).toBeLessThanOrEqual(MOST_UTILISATION + 0.15);
    expect(core.lastTo(gamerAt('g29'), 'session_state')).toMatchObject({ reason: 'all_busy' });
  });

  it('prefers the near, the fast, the idle and the trusted', () => {
    const core = new TestCore();
    core.helper('a');
    core.helper('b');
    core.gamer('g', 1);
    const { world } = core.broker;
    const session = [...world.sessions.values()][0]!;
    const helper = world.helpers.get('a')!;
    helper.recentAssignmentsMs = [];
    const at = () => score(helper, session, world.surroundings, core.nowMs);
    const base = at();
    helper.rttMs = 200;
    expect(at()).toBeGreaterThan(base);
    helper.rttMs = undefined;
    helper.load = 1;
    expect(at()).toBeGreaterThan(base);
    helper.load = 0;
    helper.correction = 3;
    expect(at()).toBeGreaterThan(base);
    helper.correction = 1;
    helper.reputation = { good: 50, bad: 1, latest: [] };
    expect(at()).toBeLessThan(base);
  });

  it('names the most hopeful reason', () => {
    expect(waitReason(new Set())).toBe('no_helpers');
    expect(waitReason(new Set(['paused', 'offline']))).toBe('no_helpers');
    expect(waitReason(new Set(['no_codec', 'full']))).toBe('all_busy');
  });
});
