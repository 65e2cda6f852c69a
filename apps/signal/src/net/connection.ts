/**
 * One socket, from welcome to close.
 *
 * ```
 *  greeted ──authenticate──► greeted, with a token (where one is asked for)
 *  greeted ──register──► registered ──► closed
 *     │    ──resume────►     ▲
 *     └── too long, too many bad messages ──► closed with a 44xx code
 * ```
 * @module
 */
import {
  type ClientMessage,
  CloseCode,
  type Enveloped,
  type ErrorCode,
  encodeMessage,
  MAX_MESSAGE_BYTES,
  P2c2gError,
  parseClientMessage,
} from '@p2c2g/protocol';
import type { Token } from '../auth/tokens.ts';
import { authenticatedMessage } from './authenticated-message.ts';
import type { Client, Wire } from './client.ts';
import { errorMessage } from './error-message.ts';
import type { Hub } from './hub.ts';
import { MessageLimits } from './message-limits.ts';
import { textFrame } from './text-frame.ts';
import { TokenBucket } from './token-bucket.ts';

/** What is used of a `ws` socket. */
export interface SocketLike {
  readonly bufferedAmount: number;
  readonly readyState: number;
  /** One frame, as it goes over the wire. */
  write(frame: Buffer): void;
  /** What is written until `release` goes to the system in one piece. */
  gather(): void;
  release(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Refused messages at once that make a connection a flood, not a mistake; one is forgiven every five seconds. */
const MOST_REFUSED = 10;
const FORGIVEN_PER_SECOND = 0.2;
/** Bytes unread by the client beyond which it is dropped; it may resume. */
const MOST_BUFFERED_BYTES = 1024 * 1024;
/** Time for a client to answer a close before its socket is cut. */
const CLOSE_GRACE_MS = 1_000;
const OPEN = 1;
/** Messages that may follow an authenticate before its answer: a registration, and little else. */
const MOST_HELD = 8;

type State =
  | { readonly kind: 'greeted' }
  | { readonly kind: 'registered'; readonly client: Client }
  | { readonly kind: 'closed' };

export class Connection implements Wire {
  readonly #socket: SocketLike;
  readonly #hub: Hub;
  /** The network address, as the trusted proxies tell it. */
  readonly #address: string;
  readonly #limits: MessageLimits;
  #bucket: TokenBucket;
  readonly #patience: TokenBucket;
  readonly #registrationTimer: ReturnType<typeof setTimeout>;
  #state: State = { kind: 'greeted' };
  #heardMs: number;
  #token: Token | undefined;
  /** What came in while a token is looked at. */
  #held: Enveloped<ClientMessage>[] | undefined;

  constructor(socket: SocketLike, hub: Hub, address: string) {
    this.#address = address;
    this.#socket = socket;
    this.#hub = hub;
    this.#heardMs = hub.now();
    this.#bucket = hub.newMessageBucket();
    this.#limits = new MessageLimits(hub.now);
    this.#patience = new TokenBucket(FORGIVEN_PER_SECOND, MOST_REFUSED, hub.now);
    this.#registrationTimer = setTimeout(
      () => this.close(CloseCode.registrationTimeout, 'not registered in time'),
      hub.terms.registration_timeout_ms,
    );
    this.write(encodeMessage(hub.terms));
  }

  write(text: string): void {
    if (this.#socket.readyState !== OPEN) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) {
      this.#hub.log.warn({ buffered: this.#socket.bufferedAmount }, 'slow consumer dropped');
      this.close(CloseCode.slowConsumer, 'messages are not read');
      this.#socket.terminate();
      return;
    }
    this.#socket.write(textFrame(text));
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === OPEN) this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  /**
   * @param text of one message; undefined for a binary one, which no message of ours is
   * @param bytes its size on the wire
   */
  received(text: string | undefined, bytes: number): void {
    if (this.#state.kind === 'closed' || this.#socket.readyState !== OPEN) return;
    this.#heardMs = this.#hub.now();
    if (!this.#bucket.take()) {
      this.#tooFast();
      return;
    }
    if (text === undefined) {
      this.#refuse(new P2c2gError('P2C2G_MALFORMED', 'binary'));
      return;
    }
    if (bytes > MAX_MESSAGE_BYTES) {
      this.#tooLarge();
      return;
    }
    const parsed = parseClientMessage(text);
    if (parsed.ok) this.#take(parsed.value);
    else this.#refuse(parsed.error, parsed.re);
  }

  /** The socket is gone. */
  ended(): void {
    clearTimeout(this.#registrationTimer);
    const state = this.#state;
    this.#state = { kind: 'closed' };
    if (state.kind === 'registered') this.#hub.lost(state.client, this);
  }

  /** Whether a ping is its sign of life: helpers send heartbeats, strangers are given little time. */
  get isPinged(): boolean {
    return this.#state.kind === 'registered' && this.#state.client.address.role === 'gamer';
  }

  /** Since anything was said; what is answered by the browser alone does not count. */
  get silentMs(): number {
    return this.#hub.now() - this.#heardMs;
  }

  /** A browser answers these by itself, even for a frozen page: they keep gamers, never helpers. */
  ponged(): void {
    if (this.#state.kind === 'registered') this.#hub.ponged(this.#state.client);
  }

  #take(enveloped: Enveloped<ClientMessage>): void {
    const { envelope, message } = enveloped;
    this.#hub.metrics.received(message.msg_type);
    // A stranger's other messages are refused anyway, and patience ends that.
    const limited = this.#state.kind === 'registered' || message.msg_type === 'authenticate';
    const waitMs = limited ? this.#limits.take(message.msg_type) : 0;
    if (waitMs > 0) {
      const error = new P2c2gError('P2C2G_TOO_MANY_MESSAGES', `${message.msg_type} comes too often.`, waitMs);
      this.#refuse(error, envelope.id, message);
      return;
    }
    if (this.#held) {
      if (this.#held.length >= MOST_HELD) this.#tooFast();
      else this.#held.push(enveloped);
      return;
    }
    if (message.msg_type === 'authenticate' && this.#state.kind === 'greeted') {
      void this.#authenticate(message.token, envelope.id);
      return;
    }
    try {
      if (this.#state.kind === 'registered') this.#takeRegistered(this.#state.client, envelope, message);
      else this.#introduce(message, envelope.id);
    } catch (error) {
      this.#refuse(this.#typed(error), envelope.id, message);
    }
  }

  #takeRegistered(
    client: Client,
    envelope: Enveloped<ClientMessage>['envelope'],
    message: ClientMessage,
  ): void {
    if (client.wire !== this) return;
    if (envelope.ack !== undefined) client.outgoing.acknowledge(envelope.ack);
    if (envelope.seq !== undefined) {
      const verdict = client.incoming.accept(envelope.seq);
      if (verdict === 'duplicate') return;
      if (verdict === 'gap') {
        this.close(CloseCode.malformed, 'a numbered message is missing: resume');
        return;
      }
    }
    if (message.msg_type === 'refresh_token') void this.#refresh(client, envelope.id);
    else this.#hub.handle(client, message, envelope.id);
  }

  async #authenticate(text: string, re: string | undefined): Promise<void> {
    this.#held = [];
    try {
      const { token, fresh, key } = await this.#hub.gate.admit(text, this.#address);
      this.#token = token;
      // A newcomer's registration waits behind it, and three answers in one piece cost little more than one.
      this.#socket.gather();
      this.write(encodeMessage(authenticatedMessage(token, fresh, this.#hub.now(), key), re ? { re } : {}));
    } catch (error) {
      this.#refuse(this.#typed(error), re);
    }
    const held = this.#held.splice(0);
    this.#held = undefined;
    for (const enveloped of held) if (this.#state.kind !== 'closed') this.#take(enveloped);
    this.#socket.release();
  }

  async #refresh(client: Client, re: string | undefined): Promise<void> {
    try {
      if (!client.token) throw new P2c2gError('P2C2G_OUT_OF_ORDER', 'There is no token to refresh.');
      const { token, fresh } = await this.#hub.gate.refresh(client.token);
      client.token = token;
      client.sendNow(authenticatedMessage(token, fresh, this.#hub.now()), re);
    } catch (error) {
      this.#refuse(this.#typed(error), re);
    }
  }

  #introduce(message: ClientMessage, re: string | undefined): void {
    const client = this.#hub.introduce(this, message, re, this.#token);
    clearTimeout(this.#registrationTimer);
    this.#state = { kind: 'registered', client };
    // What it has used up on another socket counts here too.
    this.#bucket = client.messages;
    this.#hub.introduced(client, message);
  }

  #typed(error: unknown): P2c2gError {
    if (error instanceof P2c2gError) return error;
    this.#hub.log.error({ err: error }, 'a message could not be handled');
    return new P2c2gError('P2C2G_INTERNAL');
  }

  #refuse(error: P2c2gError, re?: string, about?: ClientMessage): void {
    this.#hub.metrics.refused(error.code);
    this.write(encodeMessage(errorMessage(error, about), re ? { re } : {}));
    if (error.code === 'P2C2G_VERSION') {
      this.close(CloseCode.versionMismatch, 'protocol version');
      return;
    }
    if (error.code === 'P2C2G_TOO_LARGE') {
      this.close(CloseCode.tooLarge, 'message too large');
      return;
    }
    if (RACES.has(error.code) || this.#patience.take()) return;
    this.close(CLOSED_BY[error.code] ?? CloseCode.malformed, 'too many refused messages');
  }

  #tooFast(): void {
    this.#hub.metrics.refused('P2C2G_TOO_MANY_MESSAGES');
    this.write(encodeMessage(errorMessage(new P2c2gError('P2C2G_TOO_MANY_MESSAGES', undefined, 1_000))));
    this.close(CloseCode.tooManyMessages, 'too many messages');
  }

  #tooLarge(): void {
    this.#refuse(new P2c2gError('P2C2G_TOO_LARGE', `the limit is ${MAX_MESSAGE_BYTES} bytes`));
  }
}

const CLOSED_BY: Partial<Readonly<Record<ErrorCode, CloseCode>>> = {
  P2C2G_NOT_REGISTERED: CloseCode.unauthorized,
  P2C2G_UNAUTHORIZED: CloseCode.unauthorized,
  P2C2G_TOO_MANY_MESSAGES: CloseCode.tooManyMessages,
};

/** No fault of the client: a lease may end while its candidate is on the way, a server may be full. */
const RACES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'P2C2G_UNKNOWN_LEASE',
  'P2C2G_STALE_EPOCH',
  'P2C2G_UNKNOWN_SESSION',
  'P2C2G_OUT_OF_ORDER',
  'P2C2G_DUPLICATE_TASK',
  'P2C2G_QUEUE_FULL',
  'P2C2G_OVERLOADED',
  'P2C2G_ID_TAKEN',
  'P2C2G_RESUME_UNKNOWN',
  'P2C2G_REPLAY_LOST',
  'P2C2G_INTERNAL',
]);
