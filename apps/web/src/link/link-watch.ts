/**
 * Which links want a new path, and which are beyond help. Pure: what was heard when is told to it.
 * @module
 */

/** What is known of an open link's life, on this end's clock. */
export interface Pulse {
  readonly id: string;
  /** Anything at all came. */
  readonly heardMs: number;
  /** An answer to one of our pings came: both directions carry. */
  readonly echoedMs: number;
}

export type WatchOrder =
  /** Look for another path between the two. */
  | { readonly type: 'restart'; readonly id: string }
  /** @property ownLine all links fell silent together: what they have in common is this end */
  | { readonly type: 'give-up'; readonly id: string; readonly reason: string; readonly ownLine: boolean };

/** Three pings missed. A new path takes two trips through the coordinator and some 200 ms: there is time for it before a link is given up. */
export const RESTART_AFTER_MS = 750;
/** A new path is looked for again after so long, should the line have been away altogether. */
export const RESTART_EVERY_MS = 2_000;
/** Wishes of the other end that are heeded in a minute: a train's tunnels, not a mischief. */
export const MOST_WISHES = 6;
/** An answer may be so much older than other traffic: on a lossy line it is sent again, and waits its turn. */
export const ECHO_SLACK_MS = 1_250;
/**
 * All links silent, be it the only one: a laptop that changes networks is back after some seconds, and then has them all again. No other
 * link waits for the place.
 */
export const PATIENCE_MS = 10_000;
/** This end's own timers stood still for so long: it slept, and so it has heard nothing, whoever spoke. */
export const HELD_UP_MS = 2_500;

export class LinkWatch {
  readonly #silentAfterMs: number;
  readonly #restartedMs = new Map<string, number>();
  /** When the other end's wishes were heeded, of the last minute. */
  readonly #wishesMs = new Map<string, readonly number[]>();
  #tickedMs = Number.NEGATIVE_INFINITY;
  #awakeMs = Number.NEGATIVE_INFINITY;

  /** @param silentAfterMs when one link is given up while others are well */
  constructor(silentAfterMs: number) {
    this.#silentAfterMs = silentAfterMs;
  }

  /** To be called often, at least once a second. */
  tick(pulses: readonly Pulse[], nowMs: number): WatchOrder[] {
    if (nowMs - this.#tickedMs > HELD_UP_MS) this.#awakeMs = nowMs;
    this.#tickedMs = nowMs;
    const known = new Set(pulses.map(({ id }) => id));
    for (const times of [this.#restartedMs, this.#wishesMs])
      for (const id of times.keys()) if (!known.has(id)) times.delete(id);
    const allQuiet = pulses.every((pulse) => this.#quietMs(pulse, nowMs) > RESTART_AFTER_MS);
    const ownLine = allQuiet && pulses.length > 1;
    const limitMs = allQuiet ? Math.max(PATIENCE_MS, this.#silentAfterMs) : this.#silentAfterMs;
    return pulses.flatMap((pulse) => this.#judge(pulse, limitMs, ownLine, nowMs));
  }

  /** Whether a new path may be looked for at the other end's wish, and if so, that it is. */
  mayRestart(id: string, nowMs: number): boolean {
    const wishes = (this.#wishesMs.get(id) ?? []).filter((atMs) => nowMs - atMs < 60_000);
    const restartedMs = this.#restartedMs.get(id) ?? Number.NEGATIVE_INFINITY;
    const may = nowMs - restartedMs >= RESTART_EVERY_MS && wishes.length < MOST_WISHES;
    if (may) this.#restartedMs.set(id, nowMs);
    this.#wishesMs.set(id, may ? [...wishes, nowMs] : wishes);
    return may;
  }

  #judge(pulse: Pulse, limitMs: number, ownLine: boolean, nowMs: number): WatchOrder[] {
    const { id } = pulse;
    const quietMs = this.#quietMs(pulse, nowMs);
    if (quietMs > limitMs) return [{ type: 'give-up', id, reason: this.#reason(pulse, nowMs), ownLine }];
    const restartedMs = this.#restartedMs.get(id) ?? Number.NEGATIVE_INFINITY;
    if (quietMs <= RESTART_AFTER_MS || nowMs - restartedMs < RESTART_EVERY_MS) return [];
    this.#restartedMs.set(id, nowMs);
    return [{ type: 'restart', id }];
  }

  /** How long since both directions are known to have carried something. */
  #quietMs({ heardMs, echoedMs }: Pulse, nowMs: number): number {
    return nowMs - Math.max(this.#awakeMs, Math.min(heardMs, echoedMs + ECHO_SLACK_MS));
  }

  #reason({ heardMs }: Pulse, nowMs: number): string {
    const heard = nowMs - Math.max(this.#awakeMs, heardMs) <= RESTART_AFTER_MS;
    return heard ? 'the other side does not hear us' : 'the other side fell silent';
  }
}
