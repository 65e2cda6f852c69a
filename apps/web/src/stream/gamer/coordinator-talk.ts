/**
 * The gamer's word with the coordinator: registers, asks for helpers, names those it has after a restart, keeps itself known.
 * @module
 */

import { type ConnectionState, SignalingConnection } from '@p2c2g/client/signaling/connection.ts';
import { type ClientMessageInput, ERRORS, type ServerMessage, type StreamParams } from '@p2c2g/protocol';
import { LOCKED } from '../../access/refusals.ts';
import type { Problem } from '../../ui/problem.ts';
import type { GamerLinks } from './links.ts';
import type { GamerReport, PlayOrder } from './messages.ts';

type SessionState = Extract<ServerMessage, { msg_type: 'session_state' }>;
type Telemetry = Extract<ClientMessageInput, { msg_type: 'telemetry' }>;

/** Of the coordinator's errors, those that a person should read. */
const TOLD: ReadonlySet<string> = new Set([
  'P2C2G_OVERLOADED',
  'P2C2G_QUEUE_FULL',
  'P2C2G_VERSION',
  'P2C2G_ID_TAKEN',
]);

export interface CoordinatorTalkOptions {
  readonly order: Pick<PlayOrder, 'signalingUrl' | 'gamerId' | 'credential' | 'pool' | 'region'>;
  readonly params: StreamParams;
  readonly codecFamilies: readonly string[];
  readonly links: () => Pick<GamerLinks, 'claims' | 'handle'>;
  readonly report: (report: GamerReport) => void;
  /** Something of it that is shown has changed. */
  readonly onChange: () => void;
}

export class CoordinatorTalk {
  readonly #options: CoordinatorTalkOptions;
  readonly #connection: SignalingConnection;
  #granted: SessionState | undefined;
  #notice: Problem | null = null;

  constructor(options: CoordinatorTalkOptions) {
    this.#options = options;
    const { signalingUrl, gamerId, credential, region } = options.order;
    this.#connection = new SignalingConnection({
      url: signalingUrl,
      register: () => ({
        msg_type: 'register_gamer',
        gamer_id: gamerId,
        ...(region === undefined ? {} : { region }),
      }),
      onMessage: (message) => this.#message(message),
      onState: (state) => this.#connectionState(state),
      credential,
      onKey: (key) => options.report({ type: 'access', kind: 'key', key }),
    });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** What the coordinator gave; undefined before, and when it has forgotten. */
  get granted(): SessionState | undefined {
    return this.#granted;
  }

  /** What a person should know of it. */
  get notice(): Problem | null {
    return this.#notice;
  }

  start(): void {
    this.#connection.start();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  unlock(credential: string): void {
    this.#connection.unlock(credential);
  }

  send(message: ClientMessageInput): void {
    this.#connection.send(message);
  }

  /** Once a second: what it needs for the journal, and to know that we live. */
  second(row: Omit<Telemetry, 'msg_type' | 'session_id' | 'at'>): void {
    if (this.#granted) {
      const { session_id } = this.#granted;
      this.#connection.sendNow({ msg_type: 'telemetry', session_id, at: Date.now(), ...row });
    }
    // The coordinator counts a silent gamer as gone, and a session with no frames is not silence.
    const { gamerId: peer_id } = this.#options.order;
    this.#connection.sendNow({ msg_type: 'heartbeat', peer_id, timestamp: Date.now(), load: 0 });
  }

  close(reason: string): void {
    if (this.#granted)
      this.#connection.send({ msg_type: 'session_end', session_id: this.#granted.session_id });
    this.#connection.close(reason);
  }

  #message(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'registration_ack':
        if (message.status === 'registered') this.#ask();
        return;
      case 'session_state':
        this.#granted = message;
        return this.#options.onChange();
      case 'error':
        return this.#serverError(message);
      default:
        return this.#options.links().handle(message);
    }
  }

  /** Asks for helpers; names the running ones when the coordinator has forgotten us. */
  #ask(): void {
    const { order, params, codecFamilies, links } = this.#options;
    const running = this.#granted && {
      session_id: this.#granted.session_id,
      session_secret: this.#granted.session_secret,
      leases: links().claims(),
    };
    this.#connection.send({
      msg_type: 'session_request',
      params,
      codecs: [...codecFamilies],
      pool: order.pool,
      ...(running ? { running } : {}),
    });
  }

  #serverError(error: Extract<ServerMessage, { msg_type: 'error' }>): void {
    if (error.code === 'P2C2G_UNKNOWN_SESSION') {
      this.#granted = undefined;
      return this.#ask();
    }
    if (!TOLD.has(error.code)) return;
    const { code, message: what } = error;
    this.#notice = { code, what, fault: 'coordinator', remedy: ERRORS[error.code].remedy };
    this.#options.onChange();
  }

  #connectionState(state: ConnectionState): void {
    const { report, onChange } = this.#options;
    if (state.kind === 'closed' && state.error) {
      const { code, message, remedy } = state.error;
      this.#notice = { code, what: message, fault: 'coordinator', remedy };
    }
    if (state.kind === 'locked') {
      this.#notice = LOCKED;
      report({ type: 'access', kind: 'locked', ...(state.refusal ? { refusal: state.refusal } : {}) });
    }
    if (state.kind === 'open') {
      if (this.#notice === LOCKED) this.#notice = null;
      report({ type: 'access', kind: 'open' });
    }
    onChange();
  }
}
