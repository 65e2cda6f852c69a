import type { Random } from '@p2c2g/transport';
import { ATTEMPT_TIMEOUT_MS } from './dispatch-constants.ts';
import type { FrameBook } from './frame-book.ts';
import type { Attempt, FrameState } from './frame-state.ts';
import { type Choice, chooseLink } from './link-choice.ts';
import type { LinkPool } from './link-pool.ts';
import type { LinkState } from './link-state.ts';

export interface FrameOrdersOptions {
  readonly links: LinkPool;
  readonly frames: FrameBook;
  readonly deadlineMs: number;
  readonly ownMs: () => number | undefined;
  readonly random: Random;
}

/** Orders for frames: to whom one goes, and what is due of it from then on. */
export class FrameOrders {
  readonly #options: FrameOrdersOptions;

  constructor(options: FrameOrdersOptions) {
    this.#options = options;
  }

  /** @param active the current helper, which is favoured; undefined favours none */
  choose(
    frame: FrameState,
    nowMs: number,
    active: LinkState | undefined,
    links: Iterable<LinkState> = this.#options.links.all(),
  ): Choice {
    const { ownMs, random } = this.#options;
    return chooseLink({
      links,
      active,
      without: (link) => frame.attempts.some((attempt) => attempt.link === link),
      timeLeftMs: frame.deadlineAtMs - nowMs,
      ownMs: ownMs(),
      share: frame.share,
      nowMs,
      random,
    });
  }

  order(frame: FrameState, link: LinkState, nowMs: number): void {
    const { frames, deadlineMs } = this.#options;
    let answerDueAtMs = nowMs;
    for (const [, { hedgeAtMs }] of frames.waitingAt(link))
      if (hedgeAtMs !== Number.POSITIVE_INFINITY) answerDueAtMs = Math.max(answerDueAtMs, hedgeAtMs);
    frame.attempts.push({
      link,
      sentMs: nowMs,
      // Where frames may be later than that, their answers may be too.
      timeoutAtMs: nowMs + Math.max(ATTEMPT_TIMEOUT_MS, deadlineMs),
      hedgeAtMs: nowMs + link.hedgeDelayMs(deadlineMs, frame.share),
      receiptDueAtMs: link.receiptDueAtMs(nowMs, answerDueAtMs),
      behind: link.inflight > 0,
      receipted: false,
      overdue: false,
      state: 'waiting',
    });
    link.inflight++;
    link.counts.ordered++;
    link.lastOrderMs = nowMs;
  }

  end(attempt: Attempt, state: 'answered' | 'failed'): void {
    if (attempt.state === 'waiting') attempt.link.inflight--;
    if (attempt.overdue) attempt.link.overdue--;
    attempt.overdue = false;
    attempt.state = state;
  }
}
