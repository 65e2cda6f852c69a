/**
 * The coordinator's words to its clients: each built in one place from the state it describes.
 * @module
 */
import type { IdleReason, ServerMessageInput, WaitReason } from '@p2c2g/protocol';
import { sharedCodecs } from './codec-family.ts';
import { expectedMs, type Helper } from './helper.ts';
import type { Lease } from './lease.ts';
import { type Refusal, refusal } from './placement.ts';
import { gamerAt, helperAt, type Role } from './ports.ts';
import { queuePositions } from './queue.ts';
import { NEW_REPUTATION, type Reputation, reputationOf } from './reputation.ts';
import { linkCount, type Session } from './session.ts';
import type { World } from './world.ts';

/** Tells both ends of a lease about it. */
export function tellAssign(world: World, lease: Lease, adopted: boolean): void {
  world.ports.outbox.send(helperAt(lease.peerId), assignFor(world, lease, 'helper', adopted));
  world.ports.outbox.send(gamerAt(lease.gamerId), assignFor(world, lease, 'gamer', adopted));
}

function assignFor(world: World, lease: Lease, you: Role, adopted: boolean): ServerMessageInput {
  const session = world.sessions.get(lease.sessionId)!;
  const helper = world.helpers.get(lease.peerId)!;
  return {
    msg_type: 'assign',
    you,
    session_id: lease.sessionId,
    lease_id: lease.leaseId,
    epoch: lease.epoch,
    role: lease.role,
    peer_id: lease.peerId,
    gamer_id: lease.gamerId,
    params: session.params,
    codecs: sharedCodecs(session.codecs, helper.capabilities.codecs),
    expected_ms: expectedMs(helper, session.params),
    ice_servers: world.settings.iceServers(you === 'gamer' ? lease.gamerId : lease.peerId),
    relay_only: world.settings.relayOnly(),
    adopted,
  };
}

/** Tells the gamers of a helper whose socket is gone, so that they need not wait for its answers. */
export function tellLost(world: World, peerId: string): void {
  for (const { leaseId, epoch, gamerId } of world.leases.ofHelper(peerId))
    world.ports.outbox.send(gamerAt(gamerId), {
      msg_type: 'helper_lost',
      lease_id: leaseId,
      epoch,
      peer_id: peerId,
    });
}

/** Only the gamer offers: what a helper finds out about its own network is for the gamer to act upon. */
export function tellPathWanted(world: World, { leaseId, epoch, gamerId }: Lease): void {
  world.ports.outbox.send(gamerAt(gamerId), { msg_type: 'path_wanted', lease_id: leaseId, epoch });
}

/** Tells sessions what changed for them since they were last told. */
export function tellSessions(world: World): void {
  const positions = queuePositions(world.unsettled, world.now);
  for (const session of world.unsettled) {
    if (isSettled(session)) world.unsettled.delete(session);
    if (world.isOnline(session)) tellSession(world, session, positions.get(session.sessionId) ?? null);
  }
}

/** Nothing about it changes by itself. */
const isSettled = ({ status, slots }: Session): boolean =>
  status.kind === 'active' && slots.every(({ kind }) => kind === 'leased' || kind === 'awaited');

function tellSession(world: World, session: Session, position: number | null): void {
  const links = linkCount(session);
  const reason: WaitReason | null = session.status.kind === 'queued' ? session.status.reason : null;
  const state = `${session.status.kind} ${position} ${reason} ${links}`;
  if (state === session.toldState) return;
  session.toldState = state;
  world.ports.outbox.send(gamerAt(session.gamerId), {
    msg_type: 'session_state',
    session_id: session.sessionId,
    session_secret: session.secret,
    status: session.status.kind,
    queue_position: position,
    reason,
    links,
  });
}

export function tellEnded(world: World, session: Session): void {
  world.ports.outbox.send(gamerAt(session.gamerId), {
    msg_type: 'session_state',
    session_id: session.sessionId,
    session_secret: session.secret,
    status: 'ended',
    queue_position: null,
    reason: null,
    links: 0,
  });
}

/**
 * Tells helpers why they work or idle, when that changed.
 * @param thorough whether all are looked at; else only those that changed
 */
export function tellHelpers(world: World, thorough: boolean): void {
  const { changed } = world.leases;
  for (const peerId of thorough ? world.helpers.keys() : changed) {
    const helper = world.helpers.get(peerId);
    if (helper?.presence.kind === 'online') tellWork(world, helper);
  }
  changed.clear();
}

function tellWork(world: World, helper: Helper): void {
  const leases = world.leases.ofHelper(helper.peerId).size;
  const state = helper.paused ? 'paused' : leases > 0 ? 'serving' : 'waiting';
  const reason = state === 'serving' ? null : idleReason(world, helper);
  const { good, bad } = helper.reputation;
  const told = `${state} ${reason} ${leases} ${good} ${bad}`;
  if (told === helper.toldWork) return;
  helper.toldWork = told;
  const reputation = explained(helper.reputation, world.now);
  world.ports.outbox.send(helperAt(helper.peerId), {
    msg_type: 'work_state',
    state,
    reason,
    leases,
    reputation,
  });
}

/** A day: older than that is old. */
const LONGEST_TOLD_MS = 86_400_000;

/** What a helper's owner is told of how far it is trusted, and why. */
const explained = (reputation: Reputation, nowMs: number) => ({
  score: reputationOf(reputation),
  good: reputation.good - NEW_REPUTATION.good,
  bad: reputation.bad - NEW_REPUTATION.bad,
  latest: reputation.latest.map(({ good, cause, atMs }) => ({
    good,
    cause,
    age_ms: Math.min(LONGEST_TOLD_MS, nowMs - atMs),
  })),
});

/** The first honest answer to "why does nothing come". */
export function idleReason(world: World, helper: Helper): IdleReason {
  if (helper.paused) return 'paused';
  if (world.sessions.size === 0) return 'no_gamers';
  const refusals = new Set<Refusal>();
  for (const session of world.sessions.values()) {
    const why = refusal(helper, session, world.surroundings, world.now);
    if (why === undefined) return 'others_are_closer';
    refusals.add(why);
  }
  if (refusals.has('backing_off') || refusals.has('avoided')) return 'backing_off';
  if (refusals.has('full')) return 'full';
  if (refusals.has('too_slow')) return 'too_slow';
  if (refusals.has('no_codec')) return 'no_shared_codec';
  return refusals.has('not_in_pool') ? 'not_in_pool' : 'others_are_closer';
}
