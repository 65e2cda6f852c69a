/**
 * How often one client may say what: each kind of message has its own measure, several times what an honest one needs.
 * @module
 */
import type { ClientMessageType } from '@p2c2g/protocol';
import { TokenBucket } from './token-bucket.ts';

interface Measure {
  readonly perSecond: number;
  readonly burst: number;
}

const measure = (perSecond: number, burst: number): Measure => Object.freeze({ perSecond, burst });

/** What is not named here is bounded by the connection's own bucket alone. */
const MEASURES: Partial<Readonly<Record<ClientMessageType, Measure>>> = Object.freeze({
  /** Each costs a hash of 40 ms. */
  authenticate: measure(0.2, 5),
  refresh_token: measure(0.1, 5),
  session_request: measure(1, 10),
  session_end: measure(1, 10),
  /** A gamer with four links that all fail at once, and renegotiates. */
  offer: measure(10, 40),
  answer: measure(10, 40),
  /** One a second; a gamer that reconnects hands in what was kept. */
  telemetry: measure(4, 40),
  release: measure(10, 40),
});

export class MessageLimits {
  readonly #now: () => number;
  readonly #buckets = new Map<ClientMessageType, TokenBucket>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns 0 when the message may pass, else the ms until one of its kind may */
  take(type: ClientMessageType): number {
    const limit = MEASURES[type];
    if (!limit) return 0;
    const bucket = this.#buckets.get(type) ?? new TokenBucket(limit.perSecond, limit.burst, this.#now);
    this.#buckets.set(type, bucket);
    return bucket.take() ? 0 : bucket.waitMs();
  }
}
