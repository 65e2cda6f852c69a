/**
 * All that the coordinator holds in memory, with the few questions that several of its parts ask.
 * @module
 */
import type { IceServer } from '@p2c2g/protocol';
import { Epochs } from './epochs.ts';
import { Familiar } from './familiar.ts';
import { FreeHelpers } from './free-helpers.ts';
import type { Helper } from './helper.ts';
import type { Lease } from './lease.ts';
import { LeaseBook } from './lease-book.ts';
import type { Surroundings } from './placement.ts';
import type { CorePorts } from './ports.ts';
import { Records, recordOf } from './records.ts';
import type { GamerPresence, Session } from './session.ts';
import type { Standing } from './standing.ts';

export interface CoreSettings {
  readonly maxPeers: number;
  readonly maxSessions: number;
  readonly heartbeatTimeoutMs: number;
  readonly resumeWindowMs: number;
  readonly taskTimeoutMs: number;
  readonly maxTaskAttempts: number;
  readonly maxQueuedTasks: number;
  /** For one client, by its name. */
  readonly iceServers: (name: string) => IceServer[];
  readonly relayOnly: () => boolean;
}

export interface Gamer {
  readonly gamerId: string;
  presence: GamerPresence;
  readonly standing: Standing;
  sessionId: string | undefined;
}

export class World {
  readonly ports: CorePorts;
  readonly settings: CoreSettings;
  /** Added and removed by the methods below, as leases are. */
  readonly helpers = new Map<string, Helper>();
  readonly freeHelpers = new FreeHelpers();
  readonly gamers = new Map<string, Gamer>();
  readonly sessions = new Map<string, Session>();
  /** Sessions that have an empty place, wait, or changed since their gamers were last told. */
  readonly unsettled = new Set<Session>();
  readonly leases = new LeaseBook();
  readonly epochs = new Epochs();
  readonly familiar = new Familiar();
  /** Of helpers that have left. */
  readonly records = new Records();

  constructor(ports: CorePorts, settings: CoreSettings) {
    this.ports = ports;
    this.settings = settings;
  }

  get now(): number {
    return this.ports.now();
  }

  readonly surroundings: Surroundings = {
    leasesOf: (peerId) => this.leases.ofHelper(peerId),
    sessionOf: (sessionId) => this.sessions.get(sessionId),
    isPaired: (session, peerId) => this.leases.pair(session.sessionId, peerId) !== undefined,
  };

  addHelper(helper: Helper): void {
    this.helpers.set(helper.peerId, helper);
    this.#countPlaces(helper.peerId);
  }

  removeHelper(peerId: string): void {
    this.helpers.delete(peerId);
    this.freeHelpers.remove(peerId);
  }

  addLease(lease: Lease): void {
    this.leases.add(lease);
    this.#countPlaces(lease.peerId);
  }

  removeLease(lease: Lease): void {
    this.leases.remove(lease);
    this.#countPlaces(lease.peerId);
  }

  #countPlaces(peerId: string): void {
    const helper = this.helpers.get(peerId);
    if (helper && this.leases.ofHelper(peerId).size < helper.capabilities.max_concurrent_tasks)
      this.freeHelpers.put(helper);
    else this.freeHelpers.remove(peerId);
  }

  addSession(session: Session): void {
    this.sessions.set(session.sessionId, session);
    this.unsettled.add(session);
  }

  removeSession(session: Session): void {
    this.sessions.delete(session.sessionId);
    this.unsettled.delete(session);
  }

  /** Somebody may ask for it after this process has ended. */
  record(helper: Helper): void {
    this.ports.records?.helperRecorded(helper.peerId, recordOf(helper), this.now);
  }

  isOnline(session: Session): boolean {
    return this.gamers.get(session.gamerId)?.presence.kind === 'online';
  }
}
