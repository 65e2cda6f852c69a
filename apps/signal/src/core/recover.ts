/**
 * Picks up what ran before a restart, and what a client that could not resume still holds.
 * @module
 */
import { type ClientMessage, type LeaseClaim, P2c2gError } from '@p2c2g/protocol';
import { endLease } from './end-lease.ts';
import { newLease } from './lease.ts';
import { type Address, gamerAt, helperAt } from './ports.ts';
import { agrees, type Orphan, type Recovery } from './recovery.ts';
import { type Company, emptySlot, moveSlot, newSession, recordOf, type Session, slotOf } from './session.ts';
import { tellAssign } from './tell.ts';
import type { World } from './world.ts';

/** A helper registered anew and names what it still serves: matching leases live on, others end on both sides. */
export function helperCameBack(
  world: World,
  recovery: Recovery,
  peerId: string,
  claims: readonly LeaseClaim[],
): void {
  const named = new Set(claims.map(({ lease_id }) => lease_id));
  for (const claim of claims) takeHelperClaim(world, recovery, peerId, claim);
  for (const lease of [...world.leases.ofHelper(peerId)])
    if (!named.has(lease.leaseId)) endLease(world, lease, 'replaced');
  for (const orphan of recovery.ofHelper(peerId))
    if (!named.has(orphan.record.leaseId)) dropOrphan(world, recovery, orphan, 'replaced');
}

function takeHelperClaim(world: World, recovery: Recovery, peerId: string, claim: LeaseClaim): void {
  const live = world.leases.get(claim.lease_id);
  if (live && claim.peer_id === peerId && agrees(live, claim)) return;
  const orphan = claim.peer_id === peerId ? recovery.match(claim) : undefined;
  if (!orphan) {
    releaseClaim(world, helperAt(peerId), claim);
    return;
  }
  orphan.helperBack = true;
  if (orphan.gamerBack) adopt(world, recovery, orphan);
}

type Running = NonNullable<Extract<ClientMessage, { msg_type: 'session_request' }>['running']>;

/**
 * A gamer that lost its place names the session it still runs.
 * @throws P2C2G_FORBIDDEN when the secret or the owner differs, P2C2G_UNKNOWN_SESSION when there is no record
 */
export function gamerCameBack(
  world: World,
  recovery: Recovery,
  gamerId: string,
  running: Running,
  company: Company,
): Session {
  const live = world.sessions.get(running.session_id);
  const record = live ? recordOf(live) : recovery.session(running.session_id);
  if (!record) {
    for (const claim of running.leases) releaseClaim(world, gamerAt(gamerId), claim);
    throw new P2c2gError('P2C2G_UNKNOWN_SESSION');
  }
  if (record.gamerId !== gamerId || world.ports.names.hash(running.session_secret) !== record.secretHash)
    throw new P2c2gError('P2C2G_FORBIDDEN', 'the session_secret does not fit');
  return live
    ? reclaim(world, live, running.leases)
    : restore(
        world,
        recovery,
        newSession(record, running.session_secret, world.now, company, world.unsettled),
        running.leases,
      );
}

function reclaim(world: World, session: Session, claims: readonly LeaseClaim[]): Session {
  const kept = new Set<string>();
  for (const claim of claims) {
    const lease = world.leases.get(claim.lease_id);
    if (lease?.sessionId === session.sessionId && agrees(lease, claim)) kept.add(lease.leaseId);
    else releaseClaim(world, gamerAt(session.gamerId), claim);
  }
  for (const lease of [...world.leases.ofSession(session.sessionId)])
    if (!kept.has(lease.leaseId)) endLease(world, lease, 'released_by_gamer');
  session.toldState = '';
  world.unsettled.add(session);
  return session;
}

function restore(world: World, recovery: Recovery, session: Session, claims: readonly LeaseClaim[]): Session {
  world.addSession(session);
  recovery.forgetSession(session.sessionId);
  for (const claim of claims) {
    const orphan = recovery.match(claim);
    if (orphan?.record.sessionId === session.sessionId && !orphan.gamerBack)
      awaitHelper(world, recovery, session, orphan);
    else if (!orphan) releaseClaim(world, gamerAt(session.gamerId), claim);
  }
  for (const orphan of recovery.ofSession(session.sessionId))
    if (!orphan.gamerBack) dropOrphan(world, recovery, orphan, 'released_by_gamer');
  return session;
}

function awaitHelper(world: World, recovery: Recovery, session: Session, orphan: Orphan): void {
  const slot = emptySlot(session);
  if (slot < 0) return;
  orphan.gamerBack = true;
  moveSlot(session, slot, { kind: 'awaited', leaseId: orphan.record.leaseId }, world.now);
  session.status = { kind: 'active' };
  if (orphan.helperBack) adopt(world, recovery, orphan);
}

/** Both ends agree with the record: the lease goes on under its old name and epoch. */
function adopt(world: World, recovery: Recovery, { record }: Orphan): void {
  recovery.forgetLease(record.leaseId);
  const session = world.sessions.get(record.sessionId);
  if (!session || world.leases.pair(record.sessionId, record.peerId)) return;
  const lease = newLease(record, { kind: 'connected', sinceMs: world.now });
  world.addLease(lease);
  moveSlot(session, slotOf(session, record.leaseId), { kind: 'leased', leaseId: record.leaseId }, world.now);
  tellAssign(world, lease, true);
}

/** One end came back without it, or nobody came in time: whoever is there hears it. */
export function dropOrphan(
  world: World,
  recovery: Recovery,
  orphan: Orphan,
  reason: 'replaced' | 'socket_closed' | 'released_by_gamer',
): void {
  const { record } = orphan;
  recovery.forgetLease(record.leaseId);
  world.ports.recorder.leaseEnded(record.leaseId, reason, null, world.now);
  const leased = { lease_id: record.leaseId, epoch: record.epoch };
  if (orphan.helperBack)
    world.ports.outbox.send(helperAt(record.peerId), { msg_type: 'release', ...leased, reason });
  if (!orphan.gamerBack) return;
  const session = world.sessions.get(record.sessionId);
  if (session) moveSlot(session, slotOf(session, record.leaseId), { kind: 'ended' }, world.now);
  if (reason !== 'released_by_gamer')
    world.ports.outbox.send(gamerAt(record.gamerId), {
      msg_type: 'peer_gone',
      ...leased,
      peer_id: record.peerId,
      reason,
    });
}

/** The resume window is over: what nobody asked for ends. */
export function expireOrphans(world: World, recovery: Recovery): void {
  if (recovery.pending === 0 || world.now < recovery.expiresMs) return;
  for (const orphan of recovery.leases()) dropOrphan(world, recovery, orphan, 'socket_closed');
  for (const { sessionId } of recovery.sessions()) {
    recovery.forgetSession(sessionId);
    world.ports.recorder.sessionEnded(sessionId, world.now);
  }
}

function releaseClaim(world: World, to: Address, claim: LeaseClaim): void {
  const { lease_id, epoch } = claim;
  world.ports.outbox.send(to, { msg_type: 'release', lease_id, epoch, reason: 'no such lease any more' });
}
