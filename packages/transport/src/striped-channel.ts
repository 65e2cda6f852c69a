import type { PacketChannel } from './frame-sender.ts';

/** Where a packet's header names its stripe (see `packet.ts`). */
const STRIPE_AT = 9;

/** The most connections of one link. */
export const MAX_STRIPES = 8;

/**
 * Several connections as one channel. Each has a congestion window of its own, which a single lost packet halves: over one connection a
 * slight random loss makes frames wait, over several at once hardly any. A packet goes where the least waits, in turn among equals.
 */
export class StripedChannel implements PacketChannel {
  readonly #stripes: PacketChannel[];
  #next = 0;

  /** @param first the connection that is always there: the channel is as open as this one */
  constructor(first: PacketChannel) {
    this.#stripes = [first];
  }

  get readyState(): string {
    return this.#stripes[0]!.readyState;
  }

  /** Bytes that would wait in all of them if each were as free as the freest: packets go around a stripe that is stuck. */
  get bufferedAmount(): number {
    const waiting = this.#open().map((stripe) => stripe.bufferedAmount);
    return Math.min(...waiting) * waiting.length;
  }

  /** Connections in use. */
  get count(): number {
    return this.#open().length;
  }

  add(stripe: PacketChannel): void {
    if (this.#stripes.length < MAX_STRIPES) this.#stripes.push(stripe);
  }

  /** The first one stays. */
  remove(stripe: PacketChannel): void {
    const at = this.#stripes.indexOf(stripe);
    if (at > 0) this.#stripes.splice(at, 1);
  }

  /** @throws what the chosen connection throws when it closes at this moment */
  send(packet: Uint8Array<ArrayBuffer>): void {
    const open = this.#open();
    let best = this.#next % open.length;
    for (let i = 1; i < open.length; i++) {
      const other = (this.#next + i) % open.length;
      if (open[other]!.bufferedAmount < open[best]!.bufferedAmount) best = other;
    }
    this.#next = best + 1;
    packet[STRIPE_AT] = best;
    open[best]!.send(packet);
  }

  #open(): PacketChannel[] {
    const open = this.#stripes.filter(({ readyState }) => readyState === 'open');
    return open.length > 0 ? open : [this.#stripes[0]!];
  }
}
