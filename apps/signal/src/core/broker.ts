/**
 * The coordinator's core: takes what clients say and what happens to their sockets, keeps sessions served, and says
 * what follows through its ports. Knows no socket, no clock and no disk.
 * @module
 */
import {
  type Capabilities,
  type ClientMessage,
  CloseCode,
  ERRORS,
  type ErrorCode,
  type LeaseClaim,
  P2c2gError,
  type Pool,
} from '@p2c2g/protocol';
import { endLease } from './end-lease.ts';
import type { EndCause } from './fault.ts';
import { newHelper, takeHeartbeat, tripBreaker } from './helper.ts';
import { isOverdue } from './lease.ts';
import { fillSessions } from './matchmaker.ts';
import {
  type Address,
  type CorePorts,
  gamerAt,
  helperAt,
  type LeaseRecord,
  type SessionRecord,
} from './ports.ts';
import { type KeptRecord, recordOf } from './records.ts';
import { expireOrphans, helperCameBack } from './recover.ts';
import { Recovery } from './recovery.ts';
import { relay } from './relay.ts';
import { moveSlot } from './session.ts';
import { endSession, linkState, releaseLease, requestSession, takeTelemetry } from './session-desk.ts';
import { grantedPriority, STRANGER, type Standing } from './standing.ts';
import type { TaskRequest } from './tasks/task.ts';
import { TaskTable } from './tasks/task-table.ts';
import { tellHelpers, tellLost, tellSessions } from './tell.ts';
import { type CoreSettings, World } from './world.ts';

export interface Recovered {
  /** What is remembered of helpers. */
  readonly records?: readonly KeptRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly leases: readonly LeaseRecord[];
  /** The last epoch of every pair that is on record. */
  readonly epochs: readonly { readonly gamerId: string; readonly peerId: string; readonly epoch: number }[];
}

/** What an accepted message means beyond the core: telemetry goes to the journal. */
type Telemetry = Extract<ClientMessage, { msg_type: 'telemetry' }>;

export class Broker {
  readonly world: World;
  readonly tasks: TaskTable;
  readonly recovery: Recovery;
  readonly #onTelemetry: (row: Telemetry) => void;
  #thoroughAtMs = 0;

  constructor(
    ports: CorePorts,
    settings: CoreSettings,
    recovered: Recovered,
    onTelemetry: (row: Telemetry) => void,
  ) {
    this.world = new World(ports, settings);
    this.tasks = new TaskTable(this.world);
    this.recovery = new Recovery(recovered.sessions, recovered.leases, ports.now() + settings.resumeWindowMs);
    for (const record of recovered.records ?? []) this.world.records.keep(record);
    for (const { gamerId, peerId, epoch } of recovered.epochs) this.world.epochs.seen(gamerId, peerId, epoch);
    this.#onTelemetry = onTelemetry;
  }

  /** @throws P2C2G_OVERLOADED when there is no room for another */
  admit({ role, id }: Address): void {
    const { helpers, gamers, settings } = this.world;
    const full =
      role === 'helper'
        ? !helpers.has(id) && helpers.size >= settings.maxPeers
        : !gamers.has(id) && gamers.size >= settings.maxSessions;
    if (full) throw new P2c2gError('P2C2G_OVERLOADED', `no room for another ${role}`, RETRY_WHEN_FULL_MS);
  }

  registerHelper(
    peerId: string,
    capabilities: Capabilities,
    claims: readonly LeaseClaim[],
    standing: Standing = STRANGER,
    serves: Pool = 'anyone',
  ): void {
    const known = this.world.helpers.get(peerId);
    const helper = newHelper(peerId, capabilities, this.world.now, standing, serves);
    // A page that reloads, or says goodbye first, does not shed its record.
    const record = known ? recordOf(known) : this.world.records.take(peerId, this.world.now);
    Object.assign(helper, record);
    this.world.addHelper(helper);
    this.world.leases.changed.add(peerId);
    this.tasks.helperGone(peerId);
    helperCameBack(this.world, this.recovery, peerId, claims);
    this.#settle();
  }

  registerGamer(gamerId: string, standing: Standing = STRANGER): void {
    const known = this.world.gamers.get(gamerId);
    const presence = { kind: 'online' as const, lastHeardMs: this.world.now };
    this.world.gamers.set(gamerId, { gamerId, presence, standing, sessionId: known?.sessionId });
  }

  /** Its socket is gone; its links may not be. It keeps what it has for the resume window and gets nothing new. */
  detached(who: Address): void {
    this.#detach(who);
    this.#settle();
  }

  #detach(who: Address): void {
    const client = this.#client(who);
    if (client) client.presence = { kind: 'detached', sinceMs: this.world.now };
    if (who.role === 'helper') {
      tellLost(this.world, who.id);
      this.tasks.helperGone(who.id);
    }
  }

  reattached(who: Address): void {
    const client = this.#client(who);
    if (client) client.presence = { kind: 'online', lastHeardMs: this.world.now };
    const session = client && 'sessionId' in client && this.world.sessions.get(client.sessionId ?? '');
    if (session) this.world.unsettled.add(session);
    if (who.role === 'helper') this.world.leases.changed.add(who.id);
    this.#settle();
  }

  /** It is gone for good. */
  left(who: Address, cause: Extract<EndCause, 'bye' | 'silent' | 'socket_closed'>): void {
    this.#leave(who, cause);
    this.#settle();
  }

  #leave({ role, id }: Address, cause: Extract<EndCause, 'bye' | 'silent' | 'socket_closed'>): void {
    if (role === 'helper') this.#helperLeft(id, cause);
    else this.#gamerLeft(id);
  }

  heard(who: Address): void {
    const client = this.#client(who);
    if (client?.presence.kind === 'online') client.presence.lastHeardMs = this.world.now;
  }

  /** @throws P2c2gError when the message is not for this sender or this moment to send */
  handle(from: Address, message: ClientMessage): void {
    this.heard(from);
    switch (message.msg_type) {
      case 'heartbeat':
        this.#heartbeat(from, message);
        return;
      case 'session_request':
        requestSession(this.world, this.recovery, onlyGamer(from), message);
        break;
      case 'session_end':
        endSession(this.world, this.recovery, onlyGamer(from), message.session_id);
        break;
      case 'offer':
      case 'answer':
      case 'candidate':
        relay(this.world, from, message);
        return;
      case 'link_state':
        linkState(this.world, this.recovery, from, message);
        if (message.state === 'failed') break;
        return;
      case 'release':
        releaseLease(this.world, this.recovery, from, message);
        break;
      case 'telemetry':
        takeTelemetry(this.world, onlyGamer(from), message);
        this.#onTelemetry(message);
        return;
      case 'task_request':
        this.#taskRequest(onlyGamer(from), message);
        return;
      case 'task_result':
        this.tasks.result(onlyHelper(from), message);
        return;
      case 'peer_register':
      case 'register_peer':
      case 'register_gamer':
      case 'resume':
      case 'authenticate':
      case 'refresh_token':
        throw new P2c2gError('P2C2G_ALREADY_REGISTERED');
      case 'bye':
        this.left(from, 'bye');
        return;
    }
    this.#settle();
  }

  /** Ends a session against its gamer's will, and tells it why. */
  dismiss(sessionId: string, code: ErrorCode): void {
    const session = this.world.sessions.get(sessionId);
    if (!session) return;
    const { fault, retry, what } = ERRORS[code];
    this.world.ports.outbox.send(gamerAt(session.gamerId), {
      msg_type: 'error',
      code,
      message: what,
      fault,
      retry,
      session_id: sessionId,
    });
    endSession(this.world, this.recovery, session.gamerId, sessionId);
    this.#settle();
  }

  /** Time passes: the silent leave, the overdue end, the resting try again. Call a few times a heartbeat interval. */
  tick(): void {
    const { now } = this.world;
    this.#loseSilent();
    for (const lease of this.world.leases.values()) {
      if (!isOverdue(lease, now)) continue;
      if (lease.state.kind === 'answered') endLease(this.world, lease, 'no_connection');
      else endLease(this.world, lease, lease.offerPending ? 'no_answer' : 'no_offer');
    }
    for (const helper of this.world.helpers.values()) tripBreaker(helper, 'time', now);
    for (const session of this.world.unsettled)
      for (let slot = 0; slot < session.slots.length; slot += 1) moveSlot(session, slot, TIME, now);
    expireOrphans(this.world, this.recovery);
    this.tasks.tick();
    this.#settle(now >= this.#thoroughAtMs);
  }

  /** Between ticks, for tasks alone: their deadlines are short, and they are few. */
  tickTasks(): void {
    this.tasks.tick();
    this.tasks.dispatch();
  }

  #taskRequest(gamerId: string, request: TaskRequest): void {
    const { standing = STRANGER } = this.world.gamers.get(gamerId) ?? {};
    this.tasks.submit(gamerId, { ...request, priority: grantedPriority(request.priority, standing) });
  }

  #heartbeat(from: Address, beat: Extract<ClientMessage, { msg_type: 'heartbeat' }>): void {
    if (beat.peer_id !== from.id)
      throw new P2c2gError('P2C2G_FORBIDDEN', 'peer_id is not the one registered');
    const helper = from.role === 'helper' ? this.world.helpers.get(from.id) : undefined;
    if (!helper) return;
    const wasPaused = helper.paused;
    takeHeartbeat(helper, beat);
    if (helper.paused === wasPaused) return;
    this.world.leases.changed.add(from.id);
    if (helper.paused)
      for (const lease of [...this.world.leases.ofHelper(from.id)]) endLease(this.world, lease, 'paused');
    this.#settle();
  }

  #client({ role, id }: Address) {
    return role === 'helper' ? this.world.helpers.get(id) : this.world.gamers.get(id);
  }

  #helperLeft(peerId: string, cause: Extract<EndCause, 'bye' | 'silent' | 'socket_closed'>): void {
    for (const lease of [...this.world.leases.ofHelper(peerId)]) endLease(this.world, lease, cause);
    const helper = this.world.helpers.get(peerId);
    if (helper) {
      this.world.records.keep({ peerId, record: recordOf(helper), atMs: this.world.now });
      this.world.record(helper);
    }
    this.world.removeHelper(peerId);
    this.tasks.helperGone(peerId);
  }

  #gamerLeft(gamerId: string): void {
    const sessionId = this.world.gamers.get(gamerId)?.sessionId;
    if (sessionId) endSession(this.world, this.recovery, gamerId, sessionId);
    this.world.gamers.delete(gamerId);
    this.tasks.requesterGone(gamerId);
  }

  #loseSilent(): void {
    const { settings, now, helpers, gamers } = this.world;
    for (const { peerId, presence } of helpers.values()) {
      if (presence.kind === 'online' && now - presence.lastHeardMs > settings.heartbeatTimeoutMs) {
        this.#leave(helperAt(peerId), 'silent');
        this.world.ports.outbox.drop(helperAt(peerId), CloseCode.silent, 'no heartbeat');
      } else if (presence.kind === 'detached' && now - presence.sinceMs > settings.resumeWindowMs)
        this.#expire(helperAt(peerId));
    }
    for (const { gamerId, presence } of gamers.values()) {
      if (presence.kind === 'online' && now - presence.lastHeardMs > settings.heartbeatTimeoutMs) {
        this.#detach(gamerAt(gamerId));
        this.world.ports.outbox.cut(gamerAt(gamerId), CloseCode.silent, 'nothing heard');
      } else if (presence.kind === 'detached' && now - presence.sinceMs > settings.resumeWindowMs)
        this.#expire(gamerAt(gamerId));
    }
  }

  #expire(who: Address): void {
    this.#leave(who, 'socket_closed');
    this.world.ports.outbox.drop(who, CloseCode.silent, 'not resumed in time');
  }

  /**
   * After every change: serve who can be served, and tell who is affected. Reasons that may have changed for everybody
   * are looked at once a second where there are many, and by the clock: a change must not cost as much as all helpers
   * times all sessions, and no request waits for it.
   */
  #settle(due = false): void {
    const { now, helpers, sessions } = this.world;
    const thorough = due || helpers.size * (1 + sessions.size) <= FEW_PAIRS;
    if (thorough) this.#thoroughAtMs = now + THOROUGH_EVERY_MS;
    fillSessions(this.world, thorough);
    tellSessions(this.world);
    tellHelpers(this.world, thorough);
    this.tasks.dispatch();
  }
}

const RETRY_WHEN_FULL_MS = 5_000;
const TIME = Object.freeze({ kind: 'time' });
const THOROUGH_EVERY_MS = 1_000;
/** Some fifty microseconds to look at: a newcomer takes several times that by itself. */
const FEW_PAIRS = 200;

function onlyGamer({ role, id }: Address): string {
  if (role !== 'gamer') throw new P2c2gError('P2C2G_FORBIDDEN', 'only a gamer may send that');
  return id;
}

function onlyHelper({ role, id }: Address): string {
  if (role !== 'helper') throw new P2c2gError('P2C2G_FORBIDDEN', 'only a helper may send that');
  return id;
}
