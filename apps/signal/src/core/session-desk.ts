/**
 * What a gamer may ask of its session, and what both ends say of their links.
 * @module
 */
import { type ClientMessage, P2c2gError } from '@p2c2g/protocol';
import { endLease } from './end-lease.ts';
import type { EndCause } from './fault.ts';
import { observe } from './helper.ts';
import { markConnected } from './matchmaker.ts';
import type { Address } from './ports.ts';
import { dropOrphan, gamerCameBack } from './recover.ts';
import type { Recovery } from './recovery.ts';
import { leaseFor } from './relay.ts';
import { type Company, newSession, recordOf, type Session } from './session.ts';
import { STRANGER } from './standing.ts';
import { tellEnded, tellPathWanted } from './tell.ts';
import type { World } from './world.ts';

type Message<T extends ClientMessage['msg_type']> = Extract<ClientMessage, { msg_type: T }>;

/** A gamer has one session: a new request ends the one before, unless it names it as running. */
export function requestSession(
  world: World,
  recovery: Recovery,
  gamerId: string,
  message: Message<'session_request'>,
): void {
  const gamer = world.gamers.get(gamerId)!;
  if (message.running) {
    const company = companyOf(world, gamerId, message);
    gamer.sessionId = gamerCameBack(world, recovery, gamerId, message.running, company).sessionId;
    return;
  }
  if (gamer.sessionId) endSession(world, recovery, gamerId, gamer.sessionId);
  if (world.sessions.size >= world.settings.maxSessions)
    throw new P2c2gError('P2C2G_QUEUE_FULL', 'no room for another session', 5_000);
  gamer.sessionId = openSession(world, gamerId, message).sessionId;
}

function openSession(world: World, gamerId: string, message: Message<'session_request'>): Session {
  const { names, recorder } = world.ports;
  const secret = names.secret();
  const record = {
    sessionId: names.sessionId(),
    secretHash: names.hash(secret),
    gamerId,
    params: message.params,
    codecs: message.codecs,
    maxLinks: message.max_links,
    createdMs: world.now,
  };
  const company = companyOf(world, gamerId, message);
  const session = newSession(record, secret, world.now, company, world.unsettled);
  world.addSession(session);
  recorder.sessionStarted(recordOf(session));
  return session;
}

const companyOf = (world: World, gamerId: string, { pool }: Message<'session_request'>): Company => ({
  pool: pool ?? 'anyone',
  standing: world.gamers.get(gamerId)?.standing ?? STRANGER,
});

/** @throws P2C2G_UNKNOWN_SESSION, P2C2G_FORBIDDEN */
export function endSession(world: World, recovery: Recovery, gamerId: string, sessionId: string): void {
  const session = ownSession(world, gamerId, sessionId);
  for (const lease of [...world.leases.ofSession(sessionId)]) endLease(world, lease, 'session_ended');
  for (const orphan of recovery.ofSession(sessionId))
    dropOrphan(world, recovery, orphan, 'released_by_gamer');
  world.removeSession(session);
  const gamer = world.gamers.get(gamerId);
  if (gamer) gamer.sessionId = undefined;
  world.ports.recorder.sessionEnded(sessionId, world.now);
  tellEnded(world, session);
}

function ownSession(world: World, gamerId: string, sessionId: string): Session {
  const session = world.sessions.get(sessionId);
  if (!session) throw new P2c2gError('P2C2G_UNKNOWN_SESSION');
  if (session.gamerId !== gamerId)
    throw new P2c2gError('P2C2G_FORBIDDEN', 'that session is of another gamer');
  return session;
}

/** What an end sees of its link. Only the gamer's report of failure ends a lease; the helper has `release`. */
export function linkState(
  world: World,
  recovery: Recovery,
  from: Address,
  message: Message<'link_state'>,
): void {
  if (message.state === 'failed' && dropAwaited(world, recovery, from, message)) return;
  const lease = leaseFor(world, from, message);
  if (message.rtt_ms !== undefined && from.role === 'gamer') noteRtt(world, lease.peerId, message.rtt_ms);
  switch (message.state) {
    case 'connected':
      markConnected(world, lease);
      return;
    case 'failed':
      endLease(world, lease, failureSeenBy(from, message), message.evidence);
      return;
    case 'suspect':
      if (from.role === 'helper') tellPathWanted(world, lease);
      return;
  }
}

const failureSeenBy = ({ role }: Address, { evidence }: Message<'link_state'>): EndCause => {
  if (role === 'helper') return 'released_by_helper';
  return evidence?.pictures ? 'wrong_pictures' : 'reported';
};

export function releaseLease(
  world: World,
  recovery: Recovery,
  from: Address,
  message: Message<'release'>,
): void {
  if (dropAwaited(world, recovery, from, message)) return;
  const lease = leaseFor(world, from, message);
  endLease(world, lease, from.role === 'gamer' ? 'released_by_gamer' : 'released_by_helper');
}

/** A link of before a restart failed before its other end was back. */
function dropAwaited(
  world: World,
  recovery: Recovery,
  from: Address,
  message: { lease_id: string; epoch: number },
): boolean {
  const orphan = recovery.leases().find(({ record }) => record.leaseId === message.lease_id);
  if (orphan?.record.epoch !== message.epoch) return false;
  const owner = from.role === 'gamer' ? orphan.record.gamerId : orphan.record.peerId;
  if (owner !== from.id) return false;
  dropOrphan(world, recovery, orphan, from.role === 'gamer' ? 'released_by_gamer' : 'replaced');
  return true;
}

function noteRtt(world: World, peerId: string, rttMs: number): void {
  const helper = world.helpers.get(peerId);
  if (helper) helper.rttMs = helper.rttMs === undefined ? rttMs : helper.rttMs + 0.1 * (rttMs - helper.rttMs);
}

/** A second of a session: speeds and round trips as the gamer saw them correct what helpers claim. */
export function takeTelemetry(world: World, gamerId: string, row: Message<'telemetry'>): void {
  const session = ownSession(world, gamerId, row.session_id);
  for (const seen of row.helpers) {
    const lease = world.leases.pair(session.sessionId, seen.peer_id);
    const helper = world.helpers.get(seen.peer_id);
    if (!lease || !helper || seen.frames === 0) continue;
    markConnected(world, lease);
    if (seen.ms_per_frame > 0)
      observe(helper, session.params, { msPerFrame: seen.ms_per_frame, rttMs: seen.rtt_ms });
  }
}
