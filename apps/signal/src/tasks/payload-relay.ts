/**
 * Pictures that pass through the coordinator itself, because a program has no WebRTC: the relay of last resort. Off unless
 * it is asked for or nobody else can reach the coordinator (docs/adr/0011), and bounded for all together, so that it never
 * costs those who stream from browser to browser.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import { isPrivate } from '../auth/mode.ts';
import type { LiveConfig } from '../config/live.ts';
import type { Config } from '../config-schema.ts';
import type { Metrics } from '../monitoring/metrics.ts';

/** Whether pictures may pass at all. */
export function takesPayloads(config: Config): boolean {
  const { task_payloads } = config.limits;
  return task_payloads === 'auto' ? isPrivate(config) : task_payloads === 'on';
}

const SECONDS_AT_ONCE = 10;
const BYTES_PER_KB = 1_000;
const MS_PER_S = 1_000;

export class PayloadRelay {
  readonly #config: LiveConfig;
  readonly #metrics: Pick<Metrics, 'relayedPayload'>;
  readonly #now: () => number;
  /** Bytes that may pass at once; below zero after a result, which is never refused once its work is done. */
  #allowance: number;
  #atMs: number;

  constructor(config: LiveConfig, metrics: Pick<Metrics, 'relayedPayload'>, now: () => number) {
    this.#config = config;
    this.#metrics = metrics;
    this.#now = now;
    this.#allowance = this.#perSecond * SECONDS_AT_ONCE;
    this.#atMs = now();
  }

  /**
   * A task comes in.
   * @throws P2C2G_NO_PAYLOADS when it is switched off; P2C2G_OVERLOADED with the time to wait
   */
  request(data: string | null): void {
    if (data === null) return;
    if (!takesPayloads(this.#config.current)) throw new P2c2gError('P2C2G_NO_PAYLOADS');
    this.#earn();
    if (this.#allowance < data.length) {
      const waitMs = Math.ceil(((data.length - this.#allowance) / this.#perSecond) * MS_PER_S);
      throw new P2c2gError('P2C2G_OVERLOADED', 'Too many pictures in messages.', waitMs);
    }
    this.#pass('request', data.length);
  }

  /** A result goes out. */
  result(result: unknown): void {
    this.#earn();
    if (typeof result === 'string') this.#pass('result', result.length);
  }

  #pass(way: 'request' | 'result', bytes: number): void {
    this.#allowance -= bytes;
    this.#metrics.relayedPayload(way, bytes);
  }

  get #perSecond(): number {
    return this.#config.current.limits.task_kb_per_second * BYTES_PER_KB;
  }

  #earn(): void {
    const nowMs = this.#now();
    const earned = (Math.max(0, nowMs - this.#atMs) / MS_PER_S) * this.#perSecond;
    this.#allowance = Math.min(this.#perSecond * SECONDS_AT_ONCE, this.#allowance + earned);
    this.#atMs = nowMs;
  }
}
