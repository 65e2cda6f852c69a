/**
 * With whom each gamer has worked well lately: such a helper is a known round trip, with the right network loaded.
 * @module
 */

/** As many as a session has links. */
const MOST_EACH = 4;
/** Gamers come and go; those who did not come for longest are forgotten first. */
const MOST_GAMERS = 10_000;

export class Familiar {
  readonly #byGamer = new Map<string, readonly string[]>();

  /** The newest last. */
  of(gamerId: string): readonly string[] {
    return this.#byGamer.get(gamerId) ?? [];
  }

  /** A link of theirs held. */
  held(gamerId: string, peerId: string): void {
    this.#put(gamerId, [...this.#without(gamerId, peerId), peerId].slice(-MOST_EACH));
  }

  /** A link of theirs failed. */
  failed(gamerId: string, peerId: string): void {
    if (this.of(gamerId).includes(peerId)) this.#put(gamerId, this.#without(gamerId, peerId));
  }

  #without(gamerId: string, peerId: string): string[] {
    return this.of(gamerId).filter((one) => one !== peerId);
  }

  #put(gamerId: string, helpers: readonly string[]): void {
    this.#byGamer.delete(gamerId);
    if (helpers.length > 0) this.#byGamer.set(gamerId, helpers);
    if (this.#byGamer.size > MOST_GAMERS) this.#byGamer.delete(this.#byGamer.keys().next().value!);
  }
}
