/**
 * Between sockets and core: registers and resumes clients, hands their messages on, and keeps time.
 * @module
 */
import { type ClientMessage, CloseCode, P2c2gError, type ServerMessageInput } from '@p2c2g/protocol';
import type { Logger } from 'pino';
import type { Audit } from '../audit.ts';
import { Door } from '../auth/door.ts';
import type { Gate } from '../auth/gate.ts';
import { standingOf } from '../auth/standing-of.ts';
import type { Token } from '../auth/tokens.ts';
import type { LiveConfig } from '../config/live.ts';
import { Broker, type Recovered } from '../core/broker.ts';
import { type Address, gamerAt, helperAt } from '../core/ports.ts';
import type { LedgerDesk } from '../ledger/desk.ts';
import { tellAll } from '../ledger/recorders.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import { waitClock } from '../monitoring/wait-clock.ts';
import { realNames } from '../names.ts';
import type { Store } from '../store/store.ts';
import { PayloadRelay } from '../tasks/payload-relay.ts';
import { TaskDesk } from '../tasks/task-desk.ts';
import type { Client, Wire } from './client.ts';
import { Clients } from './clients.ts';
import { errorMessage } from './error-message.ts';
import { iceServersOf } from './ice.ts';
import { RECONNECT_AFTER_MS, shuttingDown } from './shutting-down.ts';
import { coreSettings, type Terms, termsOf } from './terms.ts';
import { TokenBucket } from './token-bucket.ts';

type Telemetry = Extract<ClientMessage, { msg_type: 'telemetry' }>;
type Resume = Extract<ClientMessage, { msg_type: 'resume' }>;

export interface HubOptions {
  readonly live: LiveConfig;
  readonly store: Store;
  readonly ledger: LedgerDesk;
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly audit: Audit;
  /** Whose which name is. */
  readonly owners: Map<string, string>;
  readonly recovered: Recovered;
  readonly log: Logger;
  readonly now: () => number;
}

export class Hub {
  readonly broker: Broker;
  readonly clients = new Clients(realNames);
  /** Where tasks come in and go out over HTTP. */
  readonly taskDesk: TaskDesk;
  readonly terms: Terms;
  readonly log: Logger;
  readonly now: () => number;
  readonly gate: Gate;
  readonly metrics: Metrics;
  /** How many are open, registered or not. */
  sockets = 0;
  readonly #door: Door;
  readonly #options: HubOptions;
  #journal: Telemetry[] = [];
  #framesUpscaled = 0;
  #draining = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.log = options.log;
    this.now = options.now;
    this.gate = options.gate;
    this.metrics = options.metrics;
    const config = options.live.current;
    const owned = (name: string, subject: string) => options.store.nameTaken(name, subject);
    this.#door = new Door(options.gate, options.owners, owned, options.now);
    this.terms = { ...termsOf(config), auth_required: !options.gate.open };
    this.taskDesk = new TaskDesk(() => this.broker.tasks, realNames, options.now);
    this.broker = new Broker(
      {
        now: options.now,
        random: Math.random,
        names: realNames,
        outbox: this.taskDesk.before(this.clients),
        payloads: new PayloadRelay(options.live, options.metrics, options.now),
        records: options.store,
        charges: options.ledger.charges,
        recorder: tellAll(options.store, options.ledger, waitClock(options.metrics)),
      },
      coreSettings(config, options.live, options.now),
      options.recovered,
      (row) => this.#noteSecond(row),
    );
  }

  /** A gamer with four links trickles some 100 candidates at once, and then says a few words a second. */
  newMessageBucket(): TokenBucket {
    const { messages_per_second } = this.#options.live.current.limits;
    return new TokenBucket(messages_per_second, messages_per_second * SECONDS_AT_ONCE, this.now);
  }

  /**
   * First message of a socket: a registration or a resume, answered before anything else is sent.
   * @throws P2C2G_NOT_REGISTERED and every reason against this client
   */
  introduce(wire: Wire, message: ClientMessage, re: string | undefined, token?: Token): Client {
    if (this.#draining && message.msg_type !== 'resume') throw shuttingDown();
    switch (message.msg_type) {
      case 'peer_register':
      case 'register_peer':
        return this.#register(wire, helperAt(message.peer_id), re, token);
      case 'register_gamer':
        return this.#register(wire, gamerAt(message.gamer_id), re, token);
      case 'resume':
        return this.#resume(wire, message, re, token);
      default:
        throw new P2c2gError('P2C2G_NOT_REGISTERED');
    }
  }

  /** What follows for the core, once the connection is the client's. */
  introduced(client: Client, message: ClientMessage): void {
    switch (message.msg_type) {
      case 'peer_register':
      case 'register_peer':
        this.broker.registerHelper(
          message.peer_id,
          message.capabilities,
          message.leases,
          standingOf(client.token, message.region),
          message.serves,
        );
        this.#options.store.helperSeen(message.peer_id, message.capabilities, this.now());
        break;
      case 'register_gamer':
        this.broker.registerGamer(message.gamer_id, standingOf(client.token, message.region));
        break;
      case 'resume':
        this.broker.reattached(client.address);
        break;
      default:
        return;
    }
    this.log.info({ ...client.address, how: message.msg_type }, 'client on');
  }

  handle(client: Client, message: ClientMessage, re: string | undefined): void {
    this.clients.tokenConfirmed(client);
    if (message.msg_type === 'bye') {
      this.#bye(client, message.reason);
      return;
    }
    if (message.msg_type === 'session_request') this.#session(client, message);
    else this.broker.handle(client.address, message);
    if (message.msg_type !== 'heartbeat') return;
    this.#options.ledger.served(client.address.id, message.served);
    client.sendNow({ msg_type: 'heartbeat_ack', timestamp: message.timestamp, server_time: this.now() }, re);
  }

  #session(client: Client, message: Extract<ClientMessage, { msg_type: 'session_request' }>): void {
    if (!message.running) {
      if (this.#draining) throw shuttingDown();
      this.#options.ledger.requireFunds(client.address.id, message.params);
    }
    const startedMs = performance.now();
    this.broker.handle(client.address, message);
    this.metrics.placed((performance.now() - startedMs) / MS_PER_S);
  }

  /** A socket went without farewell; a newer one may have taken its place already. */
  lost(client: Client, wire: Wire): void {
    if (client.wire !== wire) return;
    client.wire = undefined;
    if (this.clients.find(client.address) !== client) return;
    this.broker.detached(client.address);
    this.log.info(client.address, 'client lost, may resume');
  }

  ponged(client: Client): void {
    if (client.address.role === 'gamer') this.broker.heard(client.address);
  }

  tick(): void {
    this.broker.tick();
  }

  /** Sends away whose token has expired or whose key was revoked. */
  async sweep(): Promise<void> {
    this.gate.tokens.forgetExpired();
    this.taskDesk.sweep();
    await this.gate.keys.noteRevoked(this.now());
    const suspects = this.clients.all().filter(({ token }) => token && this.#isSuspect(token));
    const revoked = await this.gate.revoked(suspects.map(({ token }) => token!.subject));
    for (const client of suspects) {
      // Another sweep was quicker.
      if (this.clients.find(client.address) !== client) continue;
      const { subject, expiresMs } = client.token!;
      if (revoked.has(subject)) this.#sendAway(client, 'P2C2G_REVOKED');
      else if (expiresMs <= this.now()) this.#sendAway(client, 'P2C2G_TOKEN_EXPIRED');
    }
  }

  /** Thousands are looked through every time: only who may have to go is asked about. */
  #isSuspect({ subject, expiresMs }: Token): boolean {
    return expiresMs <= this.now() || !this.gate.isKnownGood(subject);
  }

  #sendAway(client: Client, code: 'P2C2G_REVOKED' | 'P2C2G_TOKEN_EXPIRED'): void {
    this.#options.audit.note('client_sent_away', { subject: client.token!.subject, code });
    client.sendNow(errorMessage(new P2c2gError(code)));
    this.broker.left(client.address, 'bye');
    this.clients.drop(client.address, CloseCode.unauthorized, code);
  }

  /** Frames that helpers have upscaled since this server started, as gamers told. */
  get framesUpscaled(): number {
    return this.#framesUpscaled;
  }

  /** Seconds that gamers told of since the last call go to the journal, in one write. */
  writeJournal(): void {
    this.#options.store.journal(this.#journal.splice(0), this.now());
  }

  /** Pays helpers for what both sides counted, and ends what cannot be paid. */
  async settle(): Promise<void> {
    await this.#options.ledger.settle();
    for (const sessionId of this.#options.ledger.broke()) this.broker.dismiss(sessionId, 'P2C2G_NO_CREDIT');
  }

  /** Whether newcomers are turned away, before the end. */
  get draining(): boolean {
    return this.#draining;
  }

  /** No newcomers from now on. Everyone is told, and may finish what they are at. */
  drain(reason: string): void {
    this.#draining = true;
    for (const client of this.clients.all())
      client.sendNow({ msg_type: 'goaway', reason, reconnect_after_ms: RECONNECT_AFTER_MS });
  }

  /** Tells everyone that the server goes, and closes. */
  goAway(reason: string): void {
    for (const client of this.clients.all()) {
      client.sendNow({ msg_type: 'goaway', reason, reconnect_after_ms: RECONNECT_AFTER_MS });
      client.wire?.close(GOING_AWAY, reason);
      client.wire = undefined;
    }
  }

  #noteSecond(row: Telemetry): void {
    this.#framesUpscaled += row.frames.upscaled;
    this.#journal.push(row);
    this.#options.ledger.second(row);
  }

  #register(wire: Wire, address: Address, re: string | undefined, token: Token | undefined): Client {
    this.clients.requireFree(address);
    this.broker.admit(address);
    this.#door.pass(address, token, token ? this.clients.kinOf(address, token) : []);
    if (token) this.#makeWay(address, token);
    const client = this.clients.register(address, wire, this.newMessageBucket());
    if (token) this.clients.identify(client, token);
    this.#acknowledge(client, 'registered', re);
    return client;
  }

  /** A page that was reloaded is a new client: its former self, which lost its socket, does not count any more. */
  #makeWay(address: Address, token: Token): void {
    const kin = this.clients.kinOf(address, token);
    const tooMany = kin.length + 1 - token.grants.max_sessions;
    const lost = kin.filter((client) => client.wire === undefined);
    for (const client of lost.slice(0, Math.max(0, tooMany))) {
      this.broker.left(client.address, 'bye');
      this.clients.drop(client.address, NORMAL_CLOSURE, 'replaced');
    }
  }

  #resume(wire: Wire, message: Resume, re: string | undefined, token: Token | undefined): Client {
    const client = this.clients.byToken(message.resume_token);
    if (!client) throw new P2c2gError('P2C2G_RESUME_UNKNOWN');
    if (token && client.token?.subject === token.subject) client.token = token;
    client.wire?.close(CloseCode.replaced, 'resumed on another connection');
    client.wire = undefined;
    if (!client.canReplayAfter(message.last_seq)) {
      this.broker.detached(client.address);
      throw new P2c2gError('P2C2G_REPLAY_LOST');
    }
    client.wire = wire;
    this.#acknowledge(client, 'resumed', re);
    client.replayAfter(message.last_seq);
    return client;
  }

  #acknowledge(client: Client, status: 'registered' | 'resumed', re: string | undefined): void {
    const { role, id } = client.address;
    const ack: ServerMessageInput = {
      msg_type: 'registration_ack',
      ...(role === 'helper' ? { peer_id: id } : { gamer_id: id }),
      status,
      resume_token: this.clients.newToken(client),
      last_seq: client.incoming.received,
      ice_servers: iceServersOf(this.#options.live.current, id, this.now()),
    };
    client.sendNow(ack, re);
  }

  #bye(client: Client, reason: string): void {
    this.log.info({ ...client.address, reason }, 'client says bye');
    this.broker.left(client.address, 'bye');
    this.clients.drop(client.address, NORMAL_CLOSURE, 'bye');
  }
}

const SECONDS_AT_ONCE = 4;
const MS_PER_S = 1_000;
const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
