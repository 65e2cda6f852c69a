/**
 * A gamer's session: what it asked for, its places for links, and whom it had better not meet again soon.
 * @module
 */
import type { Pool, StreamParams, WaitReason } from '@p2c2g/protocol';
import { backoffMs } from './backoff.ts';
import type { SessionRecord } from './ports.ts';
import { EMPTY_SLOT, reduceSlot, type Slot, type SlotEvent } from './slot.ts';
import { type Standing, USUAL_PRIORITY } from './standing.ts';

/** Where the session stands. Queued: no link at all. */
export type SessionStatus =
  | { readonly kind: 'queued'; readonly sinceMs: number; readonly reason: WaitReason }
  | { readonly kind: 'active' };

export type GamerPresence =
  | { readonly kind: 'online'; lastHeardMs: number }
  | { readonly kind: 'detached'; readonly sinceMs: number };

export interface Session {
  readonly sessionId: string;
  readonly secret: string;
  readonly secretHash: string;
  readonly gamerId: string;
  readonly params: StreamParams;
  readonly codecs: readonly string[];
  readonly maxLinks: number;
  readonly createdMs: number;
  readonly priority: number;
  /** Who may help, and whose it is. */
  readonly company: Company;
  status: SessionStatus;
  slots: Slot[];
  avoided: Map<string, { readonly untilMs: number; readonly strikes: number }>;
  /** The gamer's own reports of failed links: many at once speak of the gamer's network. */
  reports: { readonly peerId: string; readonly atMs: number }[];
  toldState: string;
  /** Whether a place is empty. */
  open: boolean;
  /** Those that changed since their gamers were last told, this one among them when it did. */
  readonly unsettled: Set<Session>;
}

export interface Company {
  readonly pool: Pool;
  readonly standing: Standing;
}

export function newSession(
  record: SessionRecord,
  secret: string,
  nowMs: number,
  company: Company,
  unsettled: Set<Session>,
): Session {
  return {
    ...record,
    secret,
    company,
    priority: company.standing.priority ?? USUAL_PRIORITY,
    status: { kind: 'queued', sinceMs: nowMs, reason: 'no_helpers' },
    slots: Array.from({ length: record.maxLinks }, () => EMPTY_SLOT),
    avoided: new Map(),
    reports: [],
    toldState: '',
    open: true,
    unsettled,
  };
}

export const recordOf = ({
  sessionId,
  secretHash,
  gamerId,
  params,
  codecs,
  maxLinks,
  createdMs,
}: Session): SessionRecord => ({
  sessionId,
  secretHash,
  gamerId,
  params,
  codecs,
  maxLinks,
  createdMs,
});

/** Places that hold a link, or wait for the record of one. */
export const linkCount = (session: Session): number =>
  session.slots.filter(({ kind }) => kind === 'leased' || kind === 'awaited').length;

export const emptySlot = (session: Session): number =>
  session.slots.findIndex(({ kind }) => kind === 'empty');

export const slotOf = (session: Session, leaseId: string): number =>
  session.slots.findIndex(
    (slot) => (slot.kind === 'leased' || slot.kind === 'awaited') && slot.leaseId === leaseId,
  );

export function moveSlot(session: Session, index: number, event: SlotEvent, nowMs: number): void {
  const slot = session.slots[index];
  if (!slot) return;
  const next = reduceSlot(slot, event, nowMs);
  if (next === slot) return;
  session.slots[index] = next;
  session.open = emptySlot(session) >= 0;
  session.unsettled.add(session);
}

const FIRST_AVOID_MS = 3_000;
const LONGEST_AVOID_MS = 300_000;

/** The pair failed: try others first, and this one again after a while that doubles. */
export function avoid(session: Session, peerId: string, nowMs: number): void {
  const strikes = (session.avoided.get(peerId)?.strikes ?? 0) + 1;
  session.avoided.set(peerId, {
    untilMs: nowMs + backoffMs(strikes, FIRST_AVOID_MS, LONGEST_AVOID_MS),
    strikes,
  });
}

export const isAvoided = (session: Session, peerId: string, nowMs: number): boolean =>
  (session.avoided.get(peerId)?.untilMs ?? 0) > nowMs;
