/**
 * The end of a lease: who is told what, who is at fault, and what that does to helper and session.
 * @module
 */
import type { Fault, LinkEvidence, ServerMessageInput } from '@p2c2g/protocol';
import { gatherEvidence, noteComplaint } from './evidence.ts';
import {
  attributeFault,
  countsAgainstHelper,
  type EndCause,
  type Evidence,
  speaksAgainstHelper,
} from './fault.ts';
import { tripBreaker } from './helper.ts';
import { isProven, type Lease } from './lease.ts';
import { gamerAt, helperAt } from './ports.ts';
import { judge } from './reputation.ts';
import { avoid, moveSlot, type Session, slotOf } from './session.ts';
import type { World } from './world.ts';

/** @param seen by the gamer, when it is the gamer that ends it */
export function endLease(world: World, lease: Lease, cause: EndCause, seen?: LinkEvidence): void {
  const session = world.sessions.get(lease.sessionId);
  const isReport = cause === 'reported' || cause === 'wrong_pictures';
  if (session && isReport) session.reports.push({ peerId: lease.peerId, atMs: world.now });
  const evidence = gatherEvidence(world, lease, seen);
  const fault = attributeFault(cause, evidence);
  if (isReport && fault !== 'gamer') noteComplaint(world, lease, cause);
  world.removeLease(lease);
  world.ports.recorder.leaseEnded(lease.leaseId, cause, fault, world.now);
  scoreHelper(world, lease, cause, fault, evidence);
  if (session) freeSlot(world, session, lease, fault);
  tellEnds(world, lease, cause);
}

function scoreHelper(
  world: World,
  lease: Lease,
  cause: EndCause,
  fault: Fault | null,
  evidence: Evidence,
): void {
  const helper = world.helpers.get(lease.peerId);
  if (!helper) return;
  const proven = isProven(lease, world.now);
  if (proven) tripBreaker(helper, 'succeeded', world.now);
  if (countsAgainstHelper(fault)) {
    world.familiar.failed(lease.gamerId, lease.peerId);
    tripBreaker(helper, 'failed', world.now);
    if (speaksAgainstHelper(fault, evidence))
      helper.reputation = judge(helper.reputation, { good: false, cause, atMs: world.now });
    world.record(helper);
  } else if (proven) {
    world.familiar.held(lease.gamerId, lease.peerId);
    helper.reputation = judge(helper.reputation, { good: true, cause, atMs: world.now });
    world.record(helper);
  } else if (helper.breaker.kind === 'half_open' && helper.breaker.probing) {
    // The probe ended without a verdict: allow another.
    helper.breaker = { ...helper.breaker, probing: false };
  }
}

function freeSlot(world: World, session: Session, lease: Lease, fault: Fault | null): void {
  moveSlot(session, slotOf(session, lease.leaseId), { kind: fault === null ? 'ended' : 'failed' }, world.now);
  if (fault !== null) avoid(session, lease.peerId, world.now);
  if (lease.role === 'active') promote(world, session);
}

/** The gamer promotes a standby at once and by itself; the record follows. */
function promote(world: World, session: Session): void {
  let heir: Lease | undefined;
  for (const lease of world.leases.ofSession(session.sessionId)) {
    if (!heir || (heir.state.kind !== 'connected' && lease.state.kind === 'connected')) heir = lease;
  }
  if (heir) heir.role = 'active';
}

type GoneReason = Extract<ServerMessageInput, { msg_type: 'peer_gone' }>['reason'];

/** What the gamer hears; nothing when the word came from it. */
const GAMER_HEARS: Readonly<Record<EndCause, GoneReason | 'release' | null>> = {
  bye: 'bye',
  paused: 'bye',
  socket_closed: 'socket_closed',
  silent: 'silent',
  reported: null,
  wrong_pictures: null,
  replaced: 'replaced',
  released_by_helper: 'reported',
  released_by_gamer: null,
  session_ended: 'release',
  no_offer: 'release',
  no_answer: 'release',
  no_connection: 'release',
};
/** Causes after which the helper is not there to hear, or said so itself. */
const HELPER_KNOWS: ReadonlySet<EndCause> = new Set([
  'bye',
  'socket_closed',
  'replaced',
  'released_by_helper',
]);

function tellEnds(world: World, lease: Lease, cause: EndCause): void {
  const leased = { lease_id: lease.leaseId, epoch: lease.epoch };
  const { outbox } = world.ports;
  if (!HELPER_KNOWS.has(cause))
    outbox.send(helperAt(lease.peerId), { msg_type: 'release', ...leased, reason: cause });
  const word = GAMER_HEARS[cause];
  if (word === 'release')
    outbox.send(gamerAt(lease.gamerId), { msg_type: 'release', ...leased, reason: cause });
  else if (word !== null)
    outbox.send(gamerAt(lease.gamerId), {
      msg_type: 'peer_gone',
      ...leased,
      peer_id: lease.peerId,
      reason: word,
    });
}
