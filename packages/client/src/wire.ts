/**
 * A program's membership at a coordinator: fails at once when it cannot begin, and comes back by itself when it is lost.
 *
 * ```
 *  open ──► introduced ──drop──► waiting ──backoff, jitter──► introduced, resumed      what was said meanwhile is sent
 *    └─► P2c2gError                 │                      └► introduced anew          the coordinator has restarted
 *                                   └── so many attempts in a row ──► ended
 * ```
 * @module
 */
import { type ClientMessageInput, P2c2gError, type ServerMessage } from '@p2c2g/protocol';
import { deferred } from './deferred.ts';
import { type ConnectionState, SignalingConnection, type SocketLike } from './signaling/connection.ts';
import { toldError } from './told-error.ts';

export interface ConnectOptions {
  /** An API key, an invite code or a token, where the coordinator asks for one. */
  readonly key?: string;
  /** How often in a row it tries to come back after a loss, with growing waits; `Infinity` never gives up. */
  readonly reconnectAttempts?: number;
  /** Hears how the connection stands, from the first attempt on. */
  readonly onState?: (state: ConnectionState) => void;
  /** Hears the key that is given for an invite: the invite is not taken a second time. */
  readonly onKey?: (key: string) => void;
}

export interface WireHears {
  message(message: ServerMessage): void;
  /** Introduced, the first time or again. `resumed`: the coordinator still knows everything that was said. */
  open(resumed: boolean): void;
  /** As often as the coordinator wants to hear from it; its answers show that the socket is not dead. */
  beat(): void;
}

/** The contract's number: some six seconds, which a restart takes. */
const RECONNECT_ATTEMPTS = 5;

export class Wire {
  readonly #options: ConnectOptions;
  readonly #hears: WireHears;
  readonly #connection: SignalingConnection;
  #opened = false;
  #refusal: P2c2gError | undefined;
  #socketClosed: Promise<unknown> = Promise.resolve();
  readonly #begun = deferred<void>();
  readonly #ended = deferred<P2c2gError | undefined>();

  private constructor(
    url: string,
    register: () => ClientMessageInput,
    options: ConnectOptions,
    hears: WireHears,
    Socket: typeof WebSocket,
  ) {
    this.#options = options;
    this.#hears = hears;
    this.#connection = new SignalingConnection({
      url: `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`,
      register,
      credential: options.key,
      ...(options.onKey ? { onKey: options.onKey } : {}),
      onMessage: (message) => this.#hear(message),
      onState: (state) => this.#stands(state),
      open: (address) => this.#dial(new Socket(address)),
    });
  }

  /**
   * @param url of the coordinator, such as `http://127.0.0.1:8765`
   * @param register who it is, asked anew whenever it is introduced anew
   * @throws P2c2gError: what the coordinator says against it, or P2C2G_LINK_FAILED
   */
  static async open(
    url: string,
    register: () => ClientMessageInput,
    options: ConnectOptions,
    hears: WireHears,
  ): Promise<Wire> {
    if (!URL.canParse(url)) throw new P2c2gError('P2C2G_LINK_FAILED', `"${url.slice(0, 200)}" is no address`);
    const wire = new Wire(url, register, options, hears, await socketClass());
    wire.#connection.start();
    await wire.#begun.promise;
    const timer = setInterval(() => hears.beat(), wire.#connection.terms!.heartbeat_interval_ms);
    void wire.ended.then(() => clearInterval(timer));
    return wire;
  }

  /** Resolves when it is over for good; with the reason, unless it was closed from here. */
  get ended(): Promise<P2c2gError | undefined> {
    return this.#ended.promise;
  }

  /** Arrives once, now or after a resume. What the coordinator forgot is for whoever hears `open` to say again. */
  send(message: ClientMessageInput): void {
    this.#connection.send(message);
  }

  /** Sends if connected, else not at all. */
  sendNow(message: ClientMessageInput): boolean {
    return this.#connection.sendNow(message);
  }

  /** Says goodbye, and waits for the socket to close. */
  async close(): Promise<void> {
    this.#connection.close('done');
    await this.#socketClosed;
  }

  #dial(socket: WebSocket): SocketLike {
    this.#socketClosed = new Promise((resolve) => socket.addEventListener('close', resolve));
    return socket as unknown as SocketLike;
  }

  #hear(message: ServerMessage): void {
    if (this.#opened || message.msg_type !== 'error') return this.#hears.message(message);
    this.#refusal = toldError(message.code, message.message, message.retry_after_ms);
    if (!message.retry) this.#end(this.#refusal);
  }

  #stands(state: ConnectionState): void {
    this.#options.onState?.(state);
    switch (state.kind) {
      case 'open':
        this.#opened = true;
        this.#begun.resolve();
        return this.#hears.open(state.resumed);
      case 'waiting':
        return this.#lost(state.attempt);
      case 'locked':
        return this.#end(toldError(state.refusal?.code ?? 'P2C2G_UNAUTHORIZED', state.refusal?.message));
      case 'closed':
        return this.#finish(state.error);
      default:
    }
  }

  /** @param attempt which one comes next */
  #lost(attempt: number): void {
    if (!this.#opened) {
      this.#end(this.#refusal ?? new P2c2gError('P2C2G_LINK_FAILED', 'no coordinator answers there'));
      return;
    }
    const most = this.#options.reconnectAttempts ?? RECONNECT_ATTEMPTS;
    if (attempt <= most) return;
    this.#end(new P2c2gError('P2C2G_LINK_FAILED', `the coordinator is away, after ${most} attempts`));
  }

  #end(error: P2c2gError): void {
    this.#finish(error);
    this.#connection.close('done');
  }

  /** Only the first reason counts. */
  #finish(error: P2c2gError | undefined): void {
    this.#begun.reject(error ?? new P2c2gError('P2C2G_LINK_FAILED', 'closed'));
    this.#ended.resolve(error);
  }
}

/** Browsers and newer Nodes have one; for older Nodes there is a package. */
async function socketClass(): Promise<typeof WebSocket> {
  if (typeof globalThis.WebSocket === 'function') return globalThis.WebSocket;
  return (await import('ws')).WebSocket as unknown as typeof WebSocket;
}
