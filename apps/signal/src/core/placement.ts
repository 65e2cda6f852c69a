/**
 * Which helper serves a session: power of two choices among those that can, on
 * `(rtt/2 + svc * (1 + sessions)) / (.5 + .5 reputation)`.
 * Two random candidates, the better one wins: nearly as good as the best of all, without everyone landing on one.
 * @module
 */
import type { WaitReason } from '@p2c2g/protocol';
import { admits } from './breaker.ts';
import { shareCodec } from './codec-family.ts';
import { expectedMs, type Helper } from './helper.ts';
import type { Lease } from './lease.ts';
import type { Random } from './ports.ts';
import { reputationOf } from './reputation.ts';
import { isAvoided, type Session } from './session.ts';
import { isWelcome } from './standing.ts';

/** Planned busy share beyond which a helper takes no further session: waits grow steeply above it. */
export const MOST_UTILISATION = 0.7;
/** A standby decodes every frame and upscales few: this share of an active session's work. */
const STANDBY_SHARE = 0.15;
/** Assignments so recent that the helper's own numbers do not show them yet. */
const RECENT_MS = 2_000;
const RECENT_LOAD = 0.5;
/** Before anyone has measured: a neighbour's round trip. */
const UNKNOWN_RTT_MS = 20;
/** Speed is measured once, while a page loads, and may be wrong by so much; the gamer's dispatcher judges each frame. */
const SPEED_SLACK = 2;

export type Refusal =
  | 'offline'
  | 'paused'
  | 'backing_off'
  | 'already_leased'
  | 'avoided'
  | 'no_codec'
  | 'too_slow'
  | 'full'
  | 'not_in_pool';

/** What placement looks at beside the helper itself. */
export interface Surroundings {
  readonly leasesOf: (peerId: string) => ReadonlySet<Lease>;
  readonly sessionOf: (sessionId: string) => Session | undefined;
  readonly isPaired: (session: Session, peerId: string) => boolean;
}

/** @returns undefined when the helper may serve this session */
export function refusal(
  helper: Helper,
  session: Session,
  around: Surroundings,
  nowMs: number,
): Refusal | undefined {
  if (helper.presence.kind !== 'online') return 'offline';
  if (helper.paused) return 'paused';
  if (!areCompany(helper, session)) return 'not_in_pool';
  if (around.isPaired(session, helper.peerId)) return 'already_leased';
  if (!admits(helper.breaker)) return 'backing_off';
  if (isAvoided(session, helper.peerId, nowMs)) return 'avoided';
  if (!shareCodec(session.codecs, helper.capabilities.codecs)) return 'no_codec';
  if (expectedMs(helper, session.params) > SPEED_SLACK * session.params.deadline_ms) return 'too_slow';
  return hasRoom(helper, session, around) ? undefined : 'full';
}

/** Both sides choose whom they work with. */
const areCompany = ({ serves, standing }: Helper, { company }: Session): boolean =>
  isWelcome(company.pool, company.standing, standing) && isWelcome(serves, standing, company.standing);

function hasRoom(helper: Helper, session: Session, around: Surroundings): boolean {
  const leases = around.leasesOf(helper.peerId);
  if (leases.size >= helper.capabilities.max_concurrent_tasks) return false;
  // An idle helper may take one session whatever it costs: half the frames of a slow helper still help.
  if (leases.size === 0) return true;
  const added = STANDBY_SHARE * share(helper, session);
  return utilisation(helper, around) + added <= MOST_UTILISATION;
}

/** Planned busy share from the leases held, 0 up; over 1 when an active session alone needs more than all of it. */
export function utilisation(helper: Helper, around: Surroundings): number {
  let sum = 0;
  for (const lease of around.leasesOf(helper.peerId)) {
    const session = around.sessionOf(lease.sessionId);
    if (session) sum += share(helper, session) * (lease.role === 'active' ? 1 : STANDBY_SHARE);
  }
  return sum;
}

const share = (helper: Helper, { params }: Session): number =>
  (expectedMs(helper, params) * params.fps) / 1000;

/** Lower is better; milliseconds, stretched by doubt. */
export function score(helper: Helper, session: Session, around: Surroundings, nowMs: number): number {
  let recent = 0;
  for (const at of helper.recentAssignmentsMs) if (nowMs - at < RECENT_MS) recent += 1;
  const sessions = around.leasesOf(helper.peerId).size + helper.load + RECENT_LOAD * recent;
  const rttMs = helper.rttMs ?? UNKNOWN_RTT_MS;
  const trust = 0.5 + 0.5 * reputationOf(helper.reputation);
  return (rttMs / 2 + expectedMs(helper, session.params) * (1 + sessions)) / trust;
}

/** Power of two choices. */
export function choose<T>(
  candidates: readonly T[],
  scoreOf: (one: T) => number,
  random: Random,
): T | undefined {
  if (candidates.length <= 1) return candidates[0];
  const first = Math.min(candidates.length - 1, Math.floor(random() * candidates.length));
  const step = 1 + Math.min(candidates.length - 2, Math.floor(random() * (candidates.length - 1)));
  const a = candidates[first]!;
  const b = candidates[(first + step) % candidates.length]!;
  return scoreOf(a) <= scoreOf(b) ? a : b;
}

/** From the most hopeful refusal to the least: what a waiting person is told. */
const REASONS: readonly (readonly [Refusal, WaitReason])[] = [
  ['full', 'all_busy'],
  ['already_leased', 'all_busy'],
  ['avoided', 'recently_failed'],
  ['backing_off', 'recently_failed'],
  ['too_slow', 'none_fast_enough'],
  ['no_codec', 'no_shared_codec'],
  ['not_in_pool', 'none_in_pool'],
];

export function waitReason(refusals: ReadonlySet<Refusal>): WaitReason {
  return REASONS.find(([refusal]) => refusals.has(refusal))?.[1] ?? 'no_helpers';
}
