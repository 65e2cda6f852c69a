/**
 * A client written from the contract's table of messages alone: no envelope, no numbering, none of our own code.
 * @module
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { waitFor } from './wait.ts';

/** A message as the table has it. */
export interface WireMessage {
  readonly msg_type: string;
  readonly [field: string]: unknown;
}

export class WireClient {
  readonly heard: WireMessage[] = [];
  readonly #socket: WebSocket;
  /** The close code, once the socket is closed. */
  closeCode: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data)) as WireMessage));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => {});
  }

  /** @param url of the coordinator's pages, `http://…` */
  static async open(url: string): Promise<WireClient> {
    const client = new WireClient(new WebSocket(`${url.replace(/^http/, 'ws')}/ws`));
    await once(client.#socket, 'open');
    return client;
  }

  static async gamer(url: string, gamerId: string): Promise<WireClient> {
    const client = await WireClient.open(url);
    client.say({ msg_type: 'register_gamer', gamer_id: gamerId });
    await client.hears('registration_ack', (ack) => ack.gamer_id === gamerId);
    return client;
  }

  say(message: object): void {
    this.sayRaw(JSON.stringify(message));
  }

  sayRaw(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** Waits for a message that fits, past or to come. */
  hears(msgType: string, fits: (message: WireMessage) => boolean = () => true): Promise<WireMessage> {
    const find = () => this.heard.find((message) => message.msg_type === msgType && fits(message));
    return waitFor(find, { what: msgType }).catch((cause) => {
      const heard = this.heard.map((message) => JSON.stringify(message).slice(0, 200)).join('\n');
      throw new Error(`no ${msgType}; close code ${this.closeCode}; heard:\n${heard}`, { cause });
    });
  }

  close(): void {
    this.#socket.close();
  }
}
