/**
 * Hours of helpers and gamers coming, going, dying and lying, in a second; after every step the books must balance.
 */
import { P2c2gError } from '@p2c2g/protocol';
import { describe, expect, it } from 'vitest';
import { gamerAt, helperAt } from './ports.ts';
import { queuePositions } from './queue.ts';
import { linkCount } from './session.ts';
import { seeded, TestCore } from './test-core.ts';

const STEPS = 1_000;

describe.each([1, 2, 3, 4])('churn, seed %i', (seed) => {
  it('books no helper twice, loses no lease, keeps epochs growing and the queue in order', () => {
    const core = new TestCore({}, undefined, seed);
    const random = seeded(seed * 7919);
    const epochs = new Map<string, number>();
    let heard = 0;
    for (let step = 0; step < STEPS; step += 1) {
      act(core, random);
      check(core);
      heard = checkEpochs(core, epochs, heard);
    }
    for (const id of [...core.broker.world.gamers.keys()]) core.broker.left(gamerAt(id), 'bye');
    for (const id of [...core.broker.world.helpers.keys()]) core.broker.left(helperAt(id), 'bye');
    expect([core.leases.size, core.sessions.size, core.broker.world.leases.size]).toEqual([0, 0, 0]);
  });
});

function act(core: TestCore, random: () => number): void {
  const pick = (prefix: string, count: number) => `${prefix}${Math.floor(random() * count)}`;
  const h = pick('h', 20);
  const g = pick('g', 12);
  const roll = random();
  if (roll < 0.15) core.helper(h, { max_concurrent_tasks: 1 + Math.floor(random() * 4) });
  else if (roll < 0.3) core.gamer(g, 1 + Math.floor(random() * 4));
  else if (roll < 0.38) core.broker.left(helperAt(h), random() < 0.5 ? 'bye' : 'silent');
  else if (roll < 0.42) core.broker.left(gamerAt(g), 'bye');
  else if (roll < 0.5) core.broker.detached(random() < 0.5 ? helperAt(h) : gamerAt(g));
  else if (roll < 0.58) core.broker.reattached(random() < 0.5 ? helperAt(h) : gamerAt(g));
  else if (roll < 0.8) speak(core, random);
  else core.pass(250 + Math.floor(random() * 4) * 500);
}

/** Something about a lease, from one of its ends, which may well be too late. */
function speak(core: TestCore, random: () => number): void {
  const leases = core.broker.world.leases.all();
  const lease = leases[Math.floor(random() * leases.length)];
  if (!lease) return;
  const leased = { lease_id: lease.leaseId, epoch: lease.epoch };
  const roll = random();
  try {
    if (roll < 0.5)
      core.broker.handle(gamerAt(lease.gamerId), {
        msg_type: 'link_state',
        ...leased,
        state: 'connected',
        rtt_ms: 10,
      });
    else if (roll < 0.8)
      core.broker.handle(gamerAt(lease.gamerId), { msg_type: 'link_state', ...leased, state: 'failed' });
    else core.broker.handle(helperAt(lease.peerId), { msg_type: 'release', ...leased, reason: 'x' });
  } catch (error) {
    if (!(error instanceof P2c2gError)) throw error;
  }
}

function check(core: TestCore): void {
  const { world } = core.broker;
  const pairs = world.leases.all().map(({ sessionId, peerId }) => `${sessionId} ${peerId}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  expect([...core.leases.keys()].sort()).toEqual(
    world.leases
      .all()
      .map(({ leaseId }) => leaseId)
      .sort(),
  );
  for (const lease of world.leases.all()) {
    expect(world.helpers.has(lease.peerId)).toBe(true);
    expect(world.sessions.has(lease.sessionId)).toBe(true);
  }
  for (const helper of world.helpers.values())
    expect(world.leases.ofHelper(helper.peerId).size).toBeLessThanOrEqual(4);
  for (const session of world.sessions.values()) {
    const leases = [...world.leases.ofSession(session.sessionId)];
    expect(linkCount(session)).toBe(leases.length);
    expect(leases.filter(({ role }) => role === 'active').length).toBe(leases.length > 0 ? 1 : 0);
    expect(leases.length).toBeLessThanOrEqual(session.maxLinks);
  }
  const places = queuePositions(world.sessions.values(), core.nowMs);
  const waiting = [...world.sessions.values()].filter((session) => linkCount(session) === 0);
  expect([...places.keys()].sort()).toEqual(waiting.map(({ sessionId }) => sessionId).sort());
  expect(new Set(places.values()).size).toBe(waiting.length);
  expect(Math.max(0, ...places.values())).toBe(waiting.length);
}

function checkEpochs(core: TestCore, epochs: Map<string, number>, from: number): number {
  for (const { message } of core.said.slice(from)) {
    if (message.msg_type !== 'assign' || message.you !== 'gamer') continue;
    const pair = `${message.gamer_id} ${message.peer_id}`;
    expect(message.epoch).toBeGreaterThan(epochs.get(pair) ?? 0);
    epochs.set(pair, message.epoch);
  }
  return core.said.length;
}
