/**
 * A WebSocket client (RFC 6455) that costs its own core little, so that what is measured is the server: frames are read
 * from one buffer that all sockets share, and written at once. It speaks text that fits in 64 KiB, to servers that do not
 * fragment; whatever else comes is an error.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const READ_BYTES = 64 * 1024;
/** Read from within a callback and copied where a frame is not whole: one is enough for all. */
const SHARED = Buffer.allocUnsafe(READ_BYTES);
const END_OF_HEAD = '\r\n\r\n';
const FIN = 0x80;
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const MASKED = 0x80;
const MASK_BYTES = 4;
/** Lengths up to 125 stand in the second byte; 126 there says that two bytes of length follow. */
const SHORT = 125;
const TWO_BYTES = 126;

export class ClientSocket {
  readonly #socket: Socket;
  readonly #onText: (text: string) => void;
  readonly #mask = randomBytes(MASK_BYTES);
  #rest: Buffer = Buffer.alloc(0);
  #upgraded: (() => void) | undefined;
  closed = false;

  private constructor(url: URL, onText: (text: string) => void) {
    this.#onText = onText;
    const callback = (bytes: number): boolean => {
      this.#read(SHARED.subarray(0, bytes));
      return true;
    };
    const { hostname: host, port } = url;
    this.#socket = connect({ host, port: Number(port), onread: { buffer: SHARED, callback } });
    this.#socket.setNoDelay(true);
    this.#socket.on('close', () => {
      this.closed = true;
    });
    this.#socket.on('error', () => {});
  }

  /** @param url with `http:`, of a server that lets anyone upgrade */
  static async open(url: string, onText: (text: string) => void): Promise<ClientSocket> {
    const at = new URL(url);
    const client = new ClientSocket(at, onText);
    await once(client.#socket, 'connect');
    const key = randomBytes(16).toString('base64');
    const head = [
      `GET ${at.pathname}${at.search} HTTP/1.1`,
      `Host: ${at.host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
    ];
    await new Promise<void>((upgraded) => {
      client.#upgraded = upgraded;
      client.#socket.write(head.join('\r\n') + END_OF_HEAD);
    });
    return client;
  }

  send(text: string): void {
    this.#write(TEXT, Buffer.from(text));
  }

  terminate(): void {
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.closed) return;
    const { length } = payload;
    const at = length > SHORT ? 4 : 2;
    const frame = Buffer.allocUnsafe(at + MASK_BYTES + length);
    frame[0] = FIN | opcode;
    frame[1] = MASKED | (length > SHORT ? TWO_BYTES : length);
    if (length > SHORT) frame.writeUInt16BE(length, 2);
    this.#mask.copy(frame, at);
    for (let n = 0; n < length; n += 1) frame[at + MASK_BYTES + n] = payload[n]! ^ this.#mask[n & 3]!;
    this.#socket.write(frame);
  }

  #read(chunk: Buffer): void {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (this.#upgraded) {
      const end = rest.indexOf(END_OF_HEAD);
      if (end >= 0) rest = this.#answered(rest, end);
    }
    if (!this.#upgraded) rest = this.#frames(rest);
    this.#rest = rest.length > 0 ? Buffer.from(rest) : rest;
  }

  #answered(bytes: Buffer, end: number): Buffer {
    const status = bytes.toString('latin1', 0, bytes.indexOf('\r\n'));
    if (!status.startsWith('HTTP/1.1 101')) throw new Error(`not upgraded: ${status}`);
    this.#upgraded?.();
    this.#upgraded = undefined;
    return bytes.subarray(end + END_OF_HEAD.length);
  }

  /** @returns what is left of a frame that is not whole */
  #frames(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1]!;
      const head = short === TWO_BYTES ? 4 : 2;
      if (short > TWO_BYTES) throw new Error('a frame that is masked or very long');
      if (bytes.length - at < head) break;
      const length = short === TWO_BYTES ? bytes.readUInt16BE(at + 2) : short;
      const end = at + head + length;
      if (end > bytes.length) break;
      this.#frame(bytes[at]!, bytes.subarray(at + head, end));
      at = end;
    }
    return bytes.subarray(at);
  }

  #frame(first: number, payload: Buffer): void {
    switch (first) {
      case FIN | TEXT:
        this.#onText(payload.toString());
        return;
      case FIN | PING:
        this.#write(PONG, payload);
        return;
      case FIN | PONG:
        return;
      case FIN | CLOSE:
        this.#socket.destroy();
        return;
      default:
        throw new Error(`a frame that begins with ${first}`);
    }
  }
}
