/**
 * Every running lease, found by id, by session and by helper. Refuses a second lease of one pair.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { Lease } from './lease.ts';

const NONE: ReadonlySet<Lease> = new Set();

export class LeaseBook {
  readonly #byId = new Map<string, Lease>();
  readonly #bySession = new Map<string, Set<Lease>>();
  readonly #byHelper = new Map<string, Set<Lease>>();

  /** Helpers that came, paused, or had their leases changed since they were last told. */
  readonly changed = new Set<string>();

  get size(): number {
    return this.#byId.size;
  }

  get(leaseId: string): Lease | undefined {
    return this.#byId.get(leaseId);
  }

  values(): IterableIterator<Lease> {
    return this.#byId.values();
  }

  all(): Lease[] {
    return [...this.#byId.values()];
  }

  ofSession(sessionId: string): ReadonlySet<Lease> {
    return this.#bySession.get(sessionId) ?? NONE;
  }

  ofHelper(peerId: string): ReadonlySet<Lease> {
    return this.#byHelper.get(peerId) ?? NONE;
  }

  pair(sessionId: string, peerId: string): Lease | undefined {
    for (const lease of this.ofSession(sessionId)) if (lease.peerId === peerId) return lease;
    return undefined;
  }

  add(lease: Lease): void {
    if (this.#byId.has(lease.leaseId) || this.pair(lease.sessionId, lease.peerId))
      throw new P2c2gError('P2C2G_INTERNAL', `helper ${lease.peerId} is leased to that session already`);
    this.#byId.set(lease.leaseId, lease);
    put(this.#bySession, lease.sessionId, lease);
    put(this.#byHelper, lease.peerId, lease);
    this.changed.add(lease.peerId);
  }

  remove(lease: Lease): void {
    this.#byId.delete(lease.leaseId);
    take(this.#bySession, lease.sessionId, lease);
    take(this.#byHelper, lease.peerId, lease);
    this.changed.add(lease.peerId);
  }
}

function put(index: Map<string, Set<Lease>>, key: string, lease: Lease): void {
  const held = index.get(key);
  if (held) held.add(lease);
  else index.set(key, new Set([lease]));
}

function take(index: Map<string, Set<Lease>>, key: string, lease: Lease): void {
  const held = index.get(key);
  held?.delete(lease);
  if (held?.size === 0) index.delete(key);
}
