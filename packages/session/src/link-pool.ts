import { HEDGE_MAX_UTILISATION, PROBE_EVERY_MS, REHEARSE_NEW_EVERY_MS } from './dispatch-constants.ts';
import type { FrameState } from './frame-state.ts';
import type { LinkState } from './link-state.ts';

/** The dispatcher's helpers, and what is asked of them together. */
export class LinkPool {
  readonly #links = new Map<string, LinkState>();
  #lastRehearsalMs = Number.NEGATIVE_INFINITY;

  get(linkId: string): LinkState | undefined {
    return this.#links.get(linkId);
  }

  set(link: LinkState): void {
    this.#links.set(link.linkId, link);
  }

  delete(linkId: string): void {
    this.#links.delete(linkId);
  }

  all(): Iterable<LinkState> {
    return this.#links.values();
  }

  /** Those with nothing overdue: a hedge goes to no one else. */
  trusted(): LinkState[] {
    return [...this.#links.values()].filter((link) => !link.suspect && !link.doubtful);
  }

  /** Of the helpers that answer: one that hangs must not keep others from taking over its frames. */
  utilisation(nowMs: number): number {
    const answering = this.trusted().filter((link) => link.isInOrder(nowMs));
    const used = answering.reduce((sum, link) => sum + link.utilisation(nowMs), 0);
    return answering.length === 0 ? 1 : used / answering.length;
  }

  isBusy(nowMs: number): boolean {
    return this.utilisation(nowMs) >= HEDGE_MAX_UTILISATION;
  }

  /** When all are too slow: the one that rested longest, or that was quick in time the last time it was asked. */
  toProbe(nowMs: number, deadlineMs: number): LinkState | undefined {
    const rested = [...this.#links.values()].filter(
      (link) =>
        link.isInOrder(nowMs) &&
        link.inflight === 0 &&
        (link.lastTookMs < deadlineMs || nowMs - link.lastOrderMs >= PROBE_EVERY_MS),
    );
    return rested.sort((a, b) => a.lastOrderMs - b.lastOrderMs)[0];
  }

  /** A standby whose turn it is to do this frame too, one at a time, while the pool has time for it. */
  toRehearse(frame: FrameState, nowMs: number): LinkState | undefined {
    if (nowMs - this.#lastRehearsalMs < REHEARSE_NEW_EVERY_MS || this.isBusy(nowMs)) return undefined;
    const standby = [...this.#links.values()].find(
      (link) => link.wantsRehearsal(nowMs) && !frame.attempts.some((attempt) => attempt.link === link),
    );
    if (standby) this.#lastRehearsalMs = nowMs;
    return standby;
  }
}
