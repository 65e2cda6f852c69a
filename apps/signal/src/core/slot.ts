/**
 * One of a session's places for a link. It is filled at once when it falls empty, but after three failures in a row it
 * rests, each time longer, so that a session nobody can reach does not burn through every helper.
 *
 * ```
 *  empty ──lease──► leased ──failed (1st, 2nd)──► empty
 *    ▲                │  └───failed (3rd)───────► resting ──time──► empty
 *    └── ended well ──┘
 *  awaited: known from before a restart, its helper not back yet
 * ```
 * @module
 */
import { backoffMs } from './backoff.ts';

/** Attempts in a row before a rest: the contract's number. */
export const ATTEMPTS_PER_ROUND = 3;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export type Slot =
  | { readonly kind: 'empty'; readonly failures: number }
  | { readonly kind: 'leased'; readonly leaseId: string; readonly failures: number }
  | { readonly kind: 'awaited'; readonly leaseId: string; readonly failures: number }
  | { readonly kind: 'resting'; readonly untilMs: number; readonly failures: number };

export type SlotEvent =
  | { readonly kind: 'leased'; readonly leaseId: string }
  | { readonly kind: 'awaited'; readonly leaseId: string }
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'time' };

export const EMPTY_SLOT: Slot = Object.freeze({ kind: 'empty', failures: 0 });

export function reduceSlot(slot: Slot, event: SlotEvent, nowMs: number): Slot {
  const { failures } = slot;
  switch (event.kind) {
    case 'leased':
    case 'awaited':
      return { kind: event.kind, leaseId: event.leaseId, failures };
    case 'connected':
      return { ...slot, failures: 0 };
    case 'failed':
      return afterFailure(failures + 1, nowMs);
    case 'ended':
      return { kind: 'empty', failures };
    case 'time':
      return slot.kind === 'resting' && nowMs >= slot.untilMs ? { kind: 'empty', failures } : slot;
  }
}

function afterFailure(failures: number, nowMs: number): Slot {
  if (failures % ATTEMPTS_PER_ROUND !== 0) return { kind: 'empty', failures };
  const restMs = backoffMs(failures / ATTEMPTS_PER_ROUND, FIRST_REST_MS, LONGEST_REST_MS);
  return { kind: 'resting', untilMs: nowMs + restMs, failures };
}
