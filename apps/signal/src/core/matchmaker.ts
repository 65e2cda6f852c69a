/**
 * Fills the empty places of sessions with helpers. First everyone gets one link, in queue order; only then do standbys
 * come, one a round, so that a session's fourth standby never keeps another session waiting.
 * @module
 */
import { draw } from './draw.ts';
import { type Helper, tripBreaker } from './helper.ts';
import { type Lease, newLease } from './lease.ts';
import { choose, type Refusal, refusal, score, waitReason } from './placement.ts';
import { inServingOrder } from './queue.ts';
import { emptySlot, linkCount, moveSlot, type Session } from './session.ts';
import { isNear } from './standing.ts';
import { tellAssign } from './tell.ts';
import type { World } from './world.ts';

const RECENT_KEPT_MS = 2_000;

/** @param thorough whether those who wait longer already are told anew why */
export function fillSessions(world: World, thorough: boolean): void {
  const wanting = [...world.unsettled].filter((session) => session.open && world.isOnline(session));
  if (wanting.length > 0) fill(world, inServingOrder(wanting, world.now));
  // Those whose gamer is away too: their helpers leave all the same.
  for (const session of world.unsettled) settleStatus(world, session, thorough);
}

function fill(world: World, open: Session[]): void {
  for (const session of open) if (linkCount(session) === 0) place(world, session);
  let hopeful = open.filter((session) => linkCount(session) > 0);
  while (hopeful.length > 0) hopeful = hopeful.filter((session) => place(world, session));
}

/** @returns whether a helper was found */
function place(world: World, session: Session): boolean {
  const slot = emptySlot(session);
  if (slot < 0) return false;
  const now = world.now;
  const drawn = draw(
    world.freeHelpers.all,
    (helper) => refusal(helper, session, world.surroundings, now) === undefined,
    ({ standing }) => isNear(session.company.standing, standing),
    world.ports.random,
  );
  const scoreOf = (one: Helper) => score(one, session, world.surroundings, now);
  const stranger = choose(drawn, scoreOf, world.ports.random);
  if (!stranger) return false;
  const helper = familiarOr(world, session, stranger, scoreOf);
  grant(world, session, helper, slot);
  return true;
}

/** What a helper that is known to work is worth: strangers must promise to be so much quicker. */
const FAMILIAR_SCORE = 0.8;

/** The gamer's former helper in place of a stranger, unless the stranger is clearly better, or nearer. */
function familiarOr(
  world: World,
  session: Session,
  stranger: Helper,
  scoreOf: (one: Helper) => number,
): Helper {
  const near = ({ standing }: Helper) => isNear(session.company.standing, standing);
  let best = stranger;
  let bestScore = scoreOf(stranger);
  for (const peerId of world.familiar.of(session.gamerId)) {
    const known = world.helpers.get(peerId);
    if (!known || (near(stranger) && !near(known))) continue;
    if (refusal(known, session, world.surroundings, world.now) !== undefined) continue;
    const knownScore = FAMILIAR_SCORE * scoreOf(known);
    if (knownScore < bestScore) [best, bestScore] = [known, knownScore];
  }
  return best;
}

function grant(world: World, session: Session, helper: Helper, slot: number): void {
  const now = world.now;
  const record = {
    leaseId: world.ports.names.leaseId(),
    sessionId: session.sessionId,
    peerId: helper.peerId,
    gamerId: session.gamerId,
    epoch: world.epochs.next(session.gamerId, helper.peerId),
    role: hasActive(world, session) ? ('standby' as const) : ('active' as const),
    createdMs: now,
  };
  const lease = newLease(record, { kind: 'offered', sinceMs: now });
  world.addLease(lease);
  moveSlot(session, slot, { kind: 'leased', leaseId: lease.leaseId }, now);
  helper.recentAssignmentsMs = [...helper.recentAssignmentsMs.filter((at) => now - at < RECENT_KEPT_MS), now];
  tripBreaker(helper, 'assigned', now);
  world.ports.recorder.leaseStarted(record);
  tellAssign(world, lease, false);
}

function hasActive(world: World, session: Session): boolean {
  for (const { role } of world.leases.ofSession(session.sessionId)) if (role === 'active') return true;
  return false;
}

/** Queued or active follows from the links; a queued session learns why. */
function settleStatus(world: World, session: Session, thorough: boolean): void {
  const { status } = session;
  if (linkCount(session) > 0) {
    if (status.kind !== 'active') session.status = { kind: 'active' };
    return;
  }
  // Looking at every helper is for those who just began to wait, and now and then for the others.
  if (status.kind === 'queued' && !thorough && session.toldState !== '') return;
  const sinceMs = status.kind === 'queued' ? status.sinceMs : world.now;
  session.status = { kind: 'queued', sinceMs, reason: whyWaiting(world, session) };
}

function whyWaiting(world: World, session: Session) {
  const refusals = new Set<Refusal>();
  for (const helper of world.helpers.values()) {
    const why = refusal(helper, session, world.surroundings, world.now);
    // A helper that would do stands by while the session rests after failures.
    refusals.add(why ?? 'avoided');
  }
  return waitReason(refusals);
}

/** Evidence that a lease's link works. */
export function markConnected(world: World, lease: Lease): void {
  if (lease.state.kind === 'connected') return;
  lease.state = { kind: 'connected', sinceMs: world.now };
  const session = world.sessions.get(lease.sessionId);
  if (session) {
    const slot = session.slots.findIndex((one) => one.kind === 'leased' && one.leaseId === lease.leaseId);
    moveSlot(session, slot, { kind: 'connected' }, world.now);
    session.avoided.delete(lease.peerId);
  }
  const helper = world.helpers.get(lease.peerId);
  if (helper?.breaker.kind === 'half_open') tripBreaker(helper, 'succeeded', world.now);
}
