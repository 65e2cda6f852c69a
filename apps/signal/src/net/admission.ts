/**
 * Which sockets are let in at all: so many in total, so many of one address, and so many a second of one address.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { LiveConfig } from '../config/live.ts';
import { KeyedBuckets } from './keyed-buckets.ts';

const RETRY_WHEN_FULL_MS = 5_000;
/** A page that reloads, and a machine whose every tab reconnects at once after a restart. */
const SECONDS_AT_ONCE = 4;

export class Admission {
  readonly #config: LiveConfig;
  readonly #rate: KeyedBuckets;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(config: LiveConfig, now: () => number) {
    this.#config = config;
    this.#rate = new KeyedBuckets(() => config.current.limits.connects_per_second, SECONDS_AT_ONCE, now);
  }

  /**
   * @returns to be called when the socket has closed
   * @throws P2C2G_OVERLOADED, P2C2G_TOO_MANY_CONNECTIONS, with the time to wait
   */
  enter(address: string): () => void {
    const { coordinator, limits } = this.#config.current;
    if (this.#total >= coordinator.max_connections)
      throw new P2c2gError('P2C2G_OVERLOADED', `${this.#total} connections.`, RETRY_WHEN_FULL_MS);
    const waitMs = this.#rate.take(address);
    if (waitMs > 0) throw new P2c2gError('P2C2G_TOO_MANY_CONNECTIONS', 'They come too fast.', waitMs);
    const ofAddress = this.#open.get(address) ?? 0;
    if (ofAddress >= limits.connections_per_address)
      throw new P2c2gError('P2C2G_TOO_MANY_CONNECTIONS', `${ofAddress} are open.`, RETRY_WHEN_FULL_MS);
    this.#open.set(address, ofAddress + 1);
    this.#total += 1;
    let inside = true;
    return () => {
      if (inside) this.#left(address);
      inside = false;
    };
  }

  #left(address: string): void {
    this.#total -= 1;
    const rest = (this.#open.get(address) ?? 1) - 1;
    if (rest > 0) this.#open.set(address, rest);
    else this.#open.delete(address);
  }
}
