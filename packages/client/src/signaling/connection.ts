/**
 * One program's connection to the coordinator: registers, keeps alive, resumes after a drop, backs off when the
 * coordinator is away or full. The pages run it in a worker, so that a hidden tab's slowed timers do not touch it.
 *
 * ```
 *  connecting ─welcome─► registering ─ack─► open ─drop─► waiting ─backoff─► connecting
 *       └────────────── drop ──────────────────────────────┘      resume with token, else register anew
 *
 *  Where the coordinator asks who it is, `authenticate` goes before the registration. With nothing to show, or after a
 *  refusal that only a person can cure: locked ─unlock─► connecting.
 * ```
 * @module
 */
import {
  type ClientMessageInput,
  encodeMessage,
  P2c2gError,
  parseServerMessage,
  ReliableStream,
  type ServerMessage,
} from '@p2c2g/protocol';
import { backoffMs } from './backoff.ts';
import type { ConnectionOptions, ConnectionState, Refusal, SocketLike } from './connection-types.ts';
import { isAboutUs, Pass } from './pass.ts';

export type { ConnectionState, Refusal, SocketLike } from './connection-types.ts';

type Terms = Extract<ServerMessage, { msg_type: 'welcome' }>;
const OPEN = 1;

export class SignalingConnection {
  readonly #options: ConnectionOptions & Required<Pick<ConnectionOptions, 'open' | 'now' | 'random'>>;
  readonly #pass: Pass;
  #state: ConnectionState = { kind: 'closed' };
  #socket: SocketLike | undefined;
  #terms: Terms | undefined;
  #resumeToken: string | undefined;
  #outgoing = new ReliableStream<ClientMessageInput>();
  #incoming = new ReliableStream<never>();
  #attempt = 0;
  #lastHeardMs = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchTimer: ReturnType<typeof setInterval> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#pass = new Pass(options.credential);
    this.#options = {
      open: (url) => new WebSocket(url) as unknown as SocketLike,
      now: () => Date.now(),
      random: Math.random,
      ...options,
    };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The server's terms; undefined before the first welcome. */
  get terms(): Terms | undefined {
    return this.#terms;
  }

  start(): void {
    if (this.#state.kind === 'closed') this.#connect();
  }

  /** Sends exactly once, now or after a resume. Lost only if the coordinator forgets us: then state is told anew. */
  send(message: ClientMessageInput): void {
    const seq = this.#outgoing.send(message);
    if (this.#state.kind === 'open') this.#write(message, { seq, ack: this.#incoming.received });
  }

  /** Sends if connected, else not at all: for heartbeats and telemetry, which are stale by the time of a resume. */
  sendNow(message: ClientMessageInput): boolean {
    if (this.#state.kind !== 'open') return false;
    this.#write(message, { ack: this.#incoming.received });
    return true;
  }

  /** A person has entered a key or an invite. */
  unlock(credential: string): void {
    this.#pass.give(credential);
    if (this.#state.kind === 'locked') this.#connect();
  }

  retryNow(): void {
    if (this.#state.kind === 'waiting') this.#connect();
  }

  close(reason: string): void {
    if (this.#state.kind === 'open') this.#write({ msg_type: 'bye', reason }, {});
    this.#end();
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#setState({ kind: 'connecting' });
    const socket = this.#options.open(this.#options.url);
    this.#socket = socket;
    this.#lastHeardMs = this.#options.now();
    socket.onmessage = (event: never) => {
      if (this.#socket === socket) this.#receive((event as { data: unknown }).data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#retry();
    };
    socket.onerror = () => {};
    this.#watch();
  }

  /** A half-open TCP connection never closes by itself: silence beyond the server's own timeout is a drop. */
  #watch(): void {
    clearInterval(this.#watchTimer);
    this.#watchTimer = setInterval(() => {
      const limitMs = this.#terms
        ? this.#terms.heartbeat_timeout_ms + this.#terms.heartbeat_interval_ms
        : 10_000;
      if (this.#options.now() - this.#lastHeardMs > limitMs) this.#drop();
    }, 1000);
  }

  #drop(leastWaitMs = 0): void {
    const socket = this.#socket;
    this.#retry(leastWaitMs);
    socket?.close();
  }

  /** Lets go of the socket, whatever comes next. */
  #leave(): SocketLike | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    clearInterval(this.#watchTimer);
    clearTimeout(this.#refreshTimer);
    return socket;
  }

  #retry(leastWaitMs = 0): void {
    this.#leave();
    this.#attempt += 1;
    const { random, now } = this.#options;
    // All who were turned away were told the same time: they must not come back together either.
    const waitMs = Math.max(backoffMs(this.#attempt, random), leastWaitMs * (1 + random() / 2));
    // Before anybody hears of it: who then closes the connection ends the wait too.
    this.#retryTimer = setTimeout(() => this.#connect(), waitMs);
    this.#setState({ kind: 'waiting', attempt: this.#attempt, retryAtMs: now() + waitMs });
  }

  #receive(data: unknown): void {
    this.#lastHeardMs = this.#options.now();
    if (typeof data !== 'string') return;
    const parsed = parseServerMessage(data);
    if (!parsed.ok) {
      // A server newer than this page may send what it does not know: only a version clash is the end of it.
      if (parsed.error.code === 'P2C2G_VERSION') this.#end(parsed.error);
      return;
    }
    const { envelope, message } = parsed.value;
    if (envelope.ack !== undefined) this.#outgoing.acknowledge(envelope.ack);
    if (envelope.seq !== undefined) {
      const verdict = this.#incoming.accept(envelope.seq);
      if (verdict === 'duplicate') return;
      if (verdict === 'gap') return this.#drop();
    }
    this.#handle(message);
  }

  #handle(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'welcome':
        this.#terms = message;
        this.#setState({ kind: 'registering' });
        if (message.auth_required) this.#authenticate();
        else this.#introduce();
        return;
      case 'authenticated':
        this.#authenticated(message);
        return;
      case 'registration_ack':
        this.#registered(message);
        break;
      case 'error':
        if (this.#resumeFailed(message.code) || this.#refused(message)) return;
        if (message.code === 'P2C2G_VERSION')
          return this.#end(new P2c2gError('P2C2G_VERSION', message.message));
        this.#options.onMessage(message);
        return this.#perhapsLater(message);
      default:
        break;
    }
    this.#options.onMessage(message);
  }

  #authenticate(): void {
    const token = this.#pass.show(this.#options.now());
    if (token === undefined) this.#lock();
    else this.#write({ msg_type: 'authenticate', token }, {});
  }

  #authenticated(message: Extract<ServerMessage, { msg_type: 'authenticated' }>): void {
    const { refreshInMs, key } = this.#pass.accepted(message, this.#options.now());
    if (key !== undefined) this.#options.onKey?.(key);
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => this.#write({ msg_type: 'refresh_token' }, {}), refreshInMs);
    if (this.#state.kind === 'registering') this.#introduce();
  }

  /** @returns whether this error was about who we are */
  #refused({ code, message }: Refusal): boolean {
    const introducing = this.#state.kind === 'registering';
    // Too many wrong ones came from this address: later, the same may be right.
    if (introducing && code === 'P2C2G_TOO_MANY_MESSAGES') {
      this.#drop();
      return true;
    }
    if (!isAboutUs(code, introducing)) return false;
    if (this.#pass.refused(code)) this.#drop();
    else this.#lock({ code, message });
    return true;
  }

  /** Turned away for now, because it is full or our old self is still there: the socket is of no use any more. */
  #perhapsLater({ retry, retry_after_ms }: Extract<ServerMessage, { msg_type: 'error' }>): void {
    const { kind } = this.#state;
    if (retry && (kind === 'connecting' || kind === 'registering')) this.#drop(retry_after_ms);
  }

  #lock(refusal?: Refusal): void {
    this.#leave()?.close(1000, 'no key');
    this.#setState(refusal ? { kind: 'locked', refusal } : { kind: 'locked' });
  }

  #introduce(): void {
    if (this.#resumeToken === undefined) return this.#registerAfresh();
    this.#write(
      { msg_type: 'resume', resume_token: this.#resumeToken, last_seq: this.#incoming.received },
      {},
    );
  }

  #registerAfresh(): void {
    this.#resumeToken = undefined;
    this.#outgoing = new ReliableStream();
    this.#incoming = new ReliableStream();
    this.#write(this.#options.register(), {});
  }

  #resumeFailed(code: string): boolean {
    if (code !== 'P2C2G_RESUME_UNKNOWN' && code !== 'P2C2G_REPLAY_LOST') return false;
    if (this.#state.kind === 'registering') this.#registerAfresh();
    return true;
  }

  #registered(ack: Extract<ServerMessage, { msg_type: 'registration_ack' }>): void {
    this.#resumeToken = ack.resume_token;
    this.#attempt = 0;
    const missed = this.#outgoing.replayAfter(ack.last_seq);
    if (missed === undefined) {
      this.#resumeToken = undefined;
      return this.#drop();
    }
    // Before anybody hears that it is open and speaks: numbers must arrive in order.
    for (const { seq, message } of missed) this.#write(message, { seq, ack: this.#incoming.received });
    this.#setState({ kind: 'open', resumed: ack.status === 'resumed' });
  }

  #write(message: ClientMessageInput, envelope: { seq?: number; ack?: number }): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(encodeMessage(message, envelope));
  }

  #end(error?: P2c2gError): void {
    clearTimeout(this.#retryTimer);
    this.#leave()?.close(1000, 'done');
    this.#setState(error ? { kind: 'closed', error } : { kind: 'closed' });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
