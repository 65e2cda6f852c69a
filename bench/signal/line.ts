/**
 * One client's socket, and the words of the server it speaks to.
 * @module
 */
import { ClientSocket } from './client-socket.ts';

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
const STAMP = 'stamp ';
/** What a browser's candidate looks like. */
const CANDIDATE =
  'candidate:842163049 1 udp 1677729535 192.0.2.17 46154 typ srflx raddr 10.0.0.17 rport 46154';

export class Line {
  readonly id: string;
  #socket!: ClientSocket;
  /** The words for "I am alive", and for something to relay. */
  beat: () => string = () => '';
  relay: (text: string) => string = () => '';
  onRelayed: OnRelayed = () => {};
  #waiting: ((text: string) => void) | undefined;

  private constructor(id: string) {
    this.id = id;
  }

  static async open(id: string, url: string): Promise<Line> {
    const line = new Line(id);
    line.#socket = await ClientSocket.open(url, (text) => line.#heard(text));
    return line;
  }

  get closed(): boolean {
    return this.#socket.closed;
  }

  say(text: string): void {
    this.#socket.send(text);
  }

  cut(): void {
    this.#socket.terminate();
  }

  sendStamped(): void {
    this.say(this.relay(`${CANDIDATE} ${STAMP}${performance.now()}`));
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
    const at = text.indexOf(STAMP);
    if (at >= 0) this.onRelayed(performance.now() - Number.parseFloat(text.slice(at + STAMP.length)));
    else this.#waiting?.(text);
  }
}
