/**
 * One client's socket, and the words of the server it speaks to.
 * @module
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What differs between servers. */
export interface Dialect {
  /** Opens a socket and makes it known by that name: with a key where one is asked for. */
  connect(id: string, role: 'gamer' | 'helper'): Promise<Line>;
  /** Joins each gamer with some helper, after which both may relay to each other. */
  join(gamers: readonly Line[], helpers: readonly Line[]): Promise<void>;
}

/** Milliseconds a message took, sent and received in this process. */
export type OnRelayed = (tookMs: number) => void;

const ANSWER_LIMIT_MS = 60_000;
/** Where the time of sending stands in what is relayed. */
const STAMP = /stamp ([0-9.]+)/;
/** What a browser's candidate looks like. */
const CANDIDATE =
  'candidate:842163049 1 udp 1677729535 192.0.2.17 46154 typ srflx raddr 10.0.0.17 rport 46154';

export class Line {
  readonly id: string;
  readonly socket: WebSocket;
  /** The words for "I am alive", and for something to relay. */
  beat: () => string = () => '';
  relay: (text: string) => string = () => '';
  onRelayed: OnRelayed = () => {};
  #waiting: ((text: string) => void) | undefined;
  closed = false;

  private constructor(id: string, socket: WebSocket) {
    this.id = id;
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.#heard(data.toString()));
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => {});
  }

  static async open(id: string, url: string): Promise<Line> {
    const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false });
    const line = new Line(id, socket);
    await once(socket, 'open');
    return line;
  }

  say(text: string): void {
    if (!this.closed) this.socket.send(text);
  }

  sendStamped(): void {
    this.say(this.relay(`${CANDIDATE} stamp ${performance.now()}`));
  }

  /** Waits for a message that holds this. */
  hears(part: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.id} never heard ${part}`)), ANSWER_LIMIT_MS);
      this.#waiting = (text) => {
        if (!text.includes(part)) return;
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(text);
      };
    });
  }

  #heard(text: string): void {
    const stamped = STAMP.exec(text);
    if (stamped) this.onRelayed(performance.now() - Number(stamped[1]));
    else this.#waiting?.(text);
  }
}
