/**
 * One registered client, whichever socket it is on: its two numbered streams and the token to resume them.
 * @module
 */
import {
  encodeBody,
  encodeMessage,
  inEnvelope,
  ReliableStream,
  type ServerMessageInput,
} from '@p2c2g/protocol';
import type { Token } from '../auth/tokens.ts';
import type { Address } from '../core/ports.ts';
import type { TokenBucket } from './token-bucket.ts';

/** The part of a socket that is written to. */
export interface Wire {
  write(text: string): void;
  close(code: number, reason: string): void;
}

export class Client {
  readonly address: Address;
  /** Kept as text, which is written once whoever has to hear it again. */
  readonly outgoing = new ReliableStream<string>();
  readonly incoming = new ReliableStream<never>();
  wire: Wire | undefined;
  /** Who it is, where that is asked for. */
  token: Token | undefined;
  /** How much it may say, on whichever socket. */
  readonly messages: TokenBucket;

  constructor(address: Address, wire: Wire, messages: TokenBucket) {
    this.messages = messages;
    this.address = address;
    this.wire = wire;
  }

  /** Numbered, kept for replay, delivered now if there is a socket. */
  send(message: ServerMessageInput): void {
    const body = encodeBody(message);
    this.#write(body, this.outgoing.send(body));
  }

  /** Not numbered: stale by the time of a resume, or an answer that nothing depends on. */
  sendNow(message: ServerMessageInput, re?: string): void {
    this.wire?.write(encodeMessage(message, { ack: this.incoming.received, ...(re ? { re } : {}) }));
  }

  /** @returns false when messages after `lastSeq` are held no more */
  canReplayAfter(lastSeq: number): boolean {
    return this.outgoing.replayAfter(lastSeq) !== undefined;
  }

  replayAfter(lastSeq: number): void {
    for (const { seq, message } of this.outgoing.replayAfter(lastSeq) ?? []) this.#write(message, seq);
  }

  #write(body: string, seq: number): void {
    this.wire?.write(inEnvelope(body, { seq, ack: this.incoming.received }));
  }
}
