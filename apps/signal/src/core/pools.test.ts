/**
 * Who may work with whom: each side's choice, and regions.
 */
import { POOLS, type Pool } from '@p2c2g/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gamerAt, helperAt } from './ports.ts';
import { isWelcome, STRANGER, type Standing } from './standing.ts';
import { PARAMS, TestCore } from './test-core.ts';

const key = (subject: string, pools: string[] = [], region: string | null = null): Standing => ({
  subject,
  pools,
  region,
});

function world(
  gamer: Standing,
  pool: Pool,
  helpers: readonly (readonly [string, Standing, Pool?])[],
  seed = 1,
) {
  const core = new TestCore({}, undefined, seed);
  for (const [id, standing, serves] of helpers) core.helper(id, {}, [], standing, serves);
  core.broker.registerGamer('g', gamer);
  core.broker.handle(gamerAt('g'), {
    msg_type: 'session_request',
    params: PARAMS,
    codecs: ['h264'],
    max_links: 4,
    pool,
  });
  const served = core
    .leasesOf('g')
    .map(({ peerId }) => peerId)
    .sort();
  return { core, served };
}

const everyone = [
  ['mine', key('key:1')],
  ['friend', key('key:2', ['clan'])],
  ['vouched', key('key:3', ['trusted'])],
  ['stranger', STRANGER],
] as const;

it.each([
  ['anyone', ['friend', 'mine', 'stranger', 'vouched']],
  ['trusted', ['vouched']],
  ['friends', ['friend']],
  ['own', ['mine']],
] as const)('a gamer who wants %s gets %j', (pool, expected) => {
  expect(world(key('key:1', ['clan']), pool, everyone).served).toEqual(expected);
});

it('being trusted by the same operator makes no friends', () => {
  expect(isWelcome('friends', key('key:1', ['trusted']), key('key:2', ['trusted']))).toBe(false);
});

it('a helper chooses too, and both hear why nothing comes', () => {
  const { core, served } = world(key('key:9'), 'anyone', [
    ['picky', key('key:2', ['clan']), 'friends'],
    ['loner', key('key:3'), 'own'],
  ]);
  expect(served).toEqual([]);
  expect(core.lastTo(gamerAt('g'), 'session_state')).toMatchObject({
    status: 'queued',
    reason: 'none_in_pool',
  });
  core.pass(1_500);
  expect(core.lastTo(helperAt('picky'), 'work_state')).toMatchObject({ reason: 'not_in_pool' });
});

it('strangers are nobody to each other: only anyone finds them', () => {
  for (const pool of POOLS) expect(isWelcome(pool, STRANGER, STRANGER), pool).toBe(pool === 'anyone');
});

it('no lease joins two who did not both agree, whatever the keys', () => {
  const someone = fc.record({
    subject: fc.constantFrom('key:1', 'key:2', null),
    pools: fc.subarray(['trusted', 'clan', 'club']),
    region: fc.constantFrom('eu', 'us', null),
  });
  const helper = fc.tuple(someone, fc.constantFrom(...POOLS));
  fc.assert(
    fc.property(
      someone,
      fc.constantFrom(...POOLS),
      fc.array(helper, { maxLength: 6 }),
      (gamer, pool, helpers) => {
        const named = helpers.map(([standing, serves], n) => [`h${n}`, standing, serves] as const);
        const agreeing = named.filter(
          ([, standing, serves]) => isWelcome(pool, gamer, standing) && isWelcome(serves, standing, gamer),
        );
        const { served } = world(gamer, pool, named);
        expect(served).toHaveLength(Math.min(4, agreeing.length));
        for (const id of served) expect(agreeing.map(([name]) => name)).toContain(id);
      },
    ),
  );
});

it('helpers of the own region come first, and others when there are none', () => {
  const helpers = ['eu', 'us', 'us', 'us', 'us', 'us'].map(
    (region, n) => [`${region}${n}`, key(`key:${n}`, [], region)] as const,
  );
  for (let seed = 1; seed <= 20; seed += 1) {
    const { core } = world(key('key:g', [], 'eu'), 'anyone', helpers, seed);
    expect(core.leasesOf('g').find(({ role }) => role === 'active')?.peerId).toBe('eu0');
    expect(core.leasesOf('g')).toHaveLength(4);
  }
});
