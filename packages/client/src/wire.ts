/**
 * One connection to a coordinator: introduced by who we are, then words both ways.
 * @module
 */
import {
  type ClientMessageInput,
  encodeMessage,
  P2c2gError,
  parseServerMessage,
  type ServerMessage,
} from '@p2c2g/protocol';

export interface ConnectOptions {
  /** An API key, an invite code or a token, where the coordinator asks for one. */
  readonly key?: string;
}

type Welcome = Extract<ServerMessage, { msg_type: 'welcome' }>;
type Introduction = Extract<ClientMessageInput, { msg_type: 'peer_register' | 'register_gamer' }>;

/** An answer that takes longer does not come. */
const ANSWER_LIMIT_MS = 10_000;
const NORMAL_CLOSURE = 1000;

export class Wire {
  readonly #socket: WebSocket;
  readonly #onMessage: (message: ServerMessage) => void;
  /** The last numbered message that was taken, which the coordinator then need not keep. */
  #ack = 0;
  #failed: ((error: P2c2gError) => void) | undefined;
  welcome: Welcome | undefined;
  /** Resolves when the connection has ended, by whichever side. */
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket, onMessage: (message: ServerMessage) => void) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    this.closed = new Promise((resolve) => socket.addEventListener('close', () => resolve()));
    void this.closed.then(() =>
      this.#failed?.(new P2c2gError('P2C2G_LINK_FAILED', 'the coordinator hung up')),
    );
  }

  /**
   * @param url of the coordinator, such as `http://127.0.0.1:8765`
   * @param onMessage hears all that is said after the introduction
   * @throws P2c2gError: what the coordinator says against it, or P2C2G_LINK_FAILED
   */
  static async open(
    url: string,
    introduction: Introduction,
    { key }: ConnectOptions,
    onMessage: (message: ServerMessage) => void,
  ): Promise<Wire> {
    const Socket = await socketClass();
    const wire = new Wire(new Socket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`), onMessage);
    try {
      await wire.#introduce(introduction, key);
      return wire;
    } catch (error) {
      wire.close();
      throw error;
    }
  }

  say(message: ClientMessageInput): void {
    this.#socket.send(encodeMessage(message, this.#ack > 0 ? { ack: this.#ack } : {}));
  }

  close(): void {
    this.#socket.close(NORMAL_CLOSURE);
  }

  #introduce(introduction: Introduction, key: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.#failed = undefined;
        act();
      };
      const fail = (error: P2c2gError) => end(() => reject(error));
      const late = () => fail(new P2c2gError('P2C2G_LINK_FAILED', 'the coordinator does not answer'));
      const timer = setTimeout(late, ANSWER_LIMIT_MS);
      this.#failed = fail;
      this.#socket.addEventListener('error', () =>
        fail(new P2c2gError('P2C2G_LINK_FAILED', 'no coordinator there')),
      );
      this.#socket.addEventListener('message', ({ data }) => {
        const message = this.#take(data);
        if (message?.msg_type === 'welcome') {
          this.welcome = message;
          if (key !== undefined) this.say({ msg_type: 'authenticate', token: key });
          this.say(introduction);
        } else if (message?.msg_type === 'registration_ack') end(resolve);
        else if (message?.msg_type === 'error' && this.#failed)
          fail(new P2c2gError(message.code, message.message));
        else if (message) this.#onMessage(message);
      });
    });
  }

  #take(data: unknown): ServerMessage | undefined {
    const parsed = parseServerMessage(String(data));
    if (!parsed.ok) return undefined;
    this.#ack = Math.max(this.#ack, parsed.value.envelope.seq ?? 0);
    return parsed.value.message;
  }
}

/** Browsers and newer Nodes have one; for older Nodes there is a package. */
async function socketClass(): Promise<typeof WebSocket> {
  if (typeof globalThis.WebSocket === 'function') return globalThis.WebSocket;
  return (await import('ws')).WebSocket as unknown as typeof WebSocket;
}
