/**
 * Sessions and leases of an earlier process, waiting for both their ends to come back and say the same.
 *
 * ```
 *  record ──helper names it──┐
 *     │                      ├──both──► adopted: the same lease_id and epoch, `assign` with adopted: true
 *     ├────gamer names it────┘
 *     └──resume window over, or an end comes back without it──► dropped, the other end told
 * ```
 * @module
 */
import type { LeaseClaim } from '@p2c2g/protocol';
import type { LeaseRecord, SessionRecord } from './ports.ts';

export interface Orphan {
  readonly record: LeaseRecord;
  helperBack: boolean;
  gamerBack: boolean;
}

export class Recovery {
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #leases = new Map<string, Orphan>();
  readonly expiresMs: number;

  constructor(sessions: readonly SessionRecord[], leases: readonly LeaseRecord[], expiresMs: number) {
    for (const session of sessions) this.#sessions.set(session.sessionId, session);
    for (const record of leases)
      if (this.#sessions.has(record.sessionId))
        this.#leases.set(record.leaseId, { record, helperBack: false, gamerBack: false });
    this.expiresMs = expiresMs;
  }

  get pending(): number {
    return this.#leases.size + this.#sessions.size;
  }

  session(sessionId: string): SessionRecord | undefined {
    return this.#sessions.get(sessionId);
  }

  /** The record that a claim speaks of, if it agrees in every part. */
  match(claim: LeaseClaim): Orphan | undefined {
    const orphan = this.#leases.get(claim.lease_id);
    return orphan && agrees(orphan.record, claim) ? orphan : undefined;
  }

  ofSession(sessionId: string): Orphan[] {
    return [...this.#leases.values()].filter(({ record }) => record.sessionId === sessionId);
  }

  ofHelper(peerId: string): Orphan[] {
    return [...this.#leases.values()].filter(({ record }) => record.peerId === peerId);
  }

  leases(): Orphan[] {
    return [...this.#leases.values()];
  }

  sessions(): SessionRecord[] {
    return [...this.#sessions.values()];
  }

  forgetLease(leaseId: string): void {
    this.#leases.delete(leaseId);
  }

  forgetSession(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }
}

export const agrees = (record: LeaseRecord, claim: LeaseClaim): boolean =>
  record.leaseId === claim.lease_id &&
  record.peerId === claim.peer_id &&
  record.sessionId === claim.session_id &&
  record.epoch === claim.epoch;
