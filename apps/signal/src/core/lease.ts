/**
 * A lease: the grant of one helper to one session.
 *
 * ```
 *  offered ──answer──► answered ──link_state / frames──► connected
 *     └──── too long ───────┴──► ended (removed)
 * ```
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { LeaseRecord, Role } from './ports.ts';

/** Time for an answer: the gamer's offer, two hops and the helper's answer take well under a second. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** Time from answer to frames: ICE itself gives up after 15 s, and an engine may still have to load. */
export const CONNECT_TIMEOUT_MS = 30_000;
/** A lease that worked for so long counts for its helper, however it ends. */
export const PROVEN_MS = 30_000;

export type LeaseState =
  | { readonly kind: 'offered'; readonly sinceMs: number }
  | { readonly kind: 'answered'; readonly sinceMs: number }
  | { readonly kind: 'connected'; readonly sinceMs: number };

export interface Lease extends LeaseRecord {
  role: 'active' | 'standby';
  state: LeaseState;
  /** An offer was relayed and not answered yet; renegotiation may set it again on a connected lease. */
  offerPending: boolean;
  candidates: { gamer: number; helper: number };
}

export type LeaseEvent = 'offer' | 'answer' | 'connected';

export const newLease = (record: LeaseRecord, state: LeaseState): Lease => ({
  ...record,
  state,
  offerPending: false,
  candidates: { gamer: 0, helper: 0 },
});

/** @throws P2C2G_OUT_OF_ORDER for an answer to nothing */
export function advance(lease: Lease, event: LeaseEvent, nowMs: number): void {
  switch (event) {
    case 'offer':
      lease.offerPending = true;
      lease.candidates = { gamer: 0, helper: 0 };
      return;
    case 'answer':
      if (!lease.offerPending) throw new P2c2gError('P2C2G_OUT_OF_ORDER', 'an answer needs an offer');
      lease.offerPending = false;
      if (lease.state.kind === 'offered') lease.state = { kind: 'answered', sinceMs: nowMs };
      return;
    case 'connected':
      if (lease.state.kind !== 'connected') lease.state = { kind: 'connected', sinceMs: nowMs };
      return;
  }
}

/** Whether a lease has taken too long to become a link. */
export function isOverdue({ state }: Lease, nowMs: number): boolean {
  switch (state.kind) {
    case 'offered':
      return nowMs - state.sinceMs > ANSWER_TIMEOUT_MS;
    case 'answered':
      return nowMs - state.sinceMs > CONNECT_TIMEOUT_MS;
    case 'connected':
      return false;
  }
}

export const isProven = ({ state }: Lease, nowMs: number): boolean =>
  state.kind === 'connected' && nowMs - state.sinceMs >= PROVEN_MS;

/** Which end of a lease a client is. */
export function endOf(lease: Lease, role: Role, id: string): Role | undefined {
  return (role === 'gamer' ? lease.gamerId : lease.peerId) === id ? role : undefined;
}
