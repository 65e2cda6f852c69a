/**
 * A client's socket, and what it hears.
 * @module
 */
import { once } from 'node:events';
import { type ClientMessageInput, encodeMessage, type ServerMessage } from '@p2c2g/protocol';
import { WebSocket } from 'ws';

export class ChurnLine {
  readonly #socket: WebSocket;
  #ack = 0;

  private constructor(socket: WebSocket, onMessage: (message: ServerMessage) => void) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage & { seq?: number };
      this.#ack = message.seq ?? this.#ack;
      onMessage(message);
    });
  }

  static async open(url: string, onMessage: (message: ServerMessage) => void): Promise<ChurnLine> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
    const line = new ChurnLine(socket, onMessage);
    await once(socket, 'open');
    return line;
  }

  say(message: ClientMessageInput): void {
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#socket.send(encodeMessage(message, this.#ack > 0 ? { ack: this.#ack } : {}));
  }

  /** As when a machine loses its power. */
  break(): void {
    this.#socket.terminate();
  }
}
