import {
  HEDGE_BURST,
  HEDGE_DEADLINE_SHARE,
  HEDGE_TOKENS_PER_FRAME,
  MAX_ATTEMPTS,
} from './dispatch-constants.ts';
import type { Action, ReceiptReport } from './dispatch-types.ts';
import type { FrameBook } from './frame-book.ts';
import type { FrameOrders } from './frame-orders.ts';
import type { Attempt, FrameState } from './frame-state.ts';
import type { LinkPool } from './link-pool.ts';
import type { LinkState } from './link-state.ts';
import { TokenBucket } from './token-bucket.ts';

export interface DoubtsOptions {
  readonly links: LinkPool;
  readonly frames: FrameBook;
  readonly orders: FrameOrders;
  readonly deadlineMs: number;
}

/**
 * Helpers that may be gone, or may only be late: what is due of them, and whom to ask too when it does not come. A helper under doubt
 * keeps what it has; who comes first is shown.
 */
export class Doubts {
  readonly #options: DoubtsOptions;
  readonly #budget = new TokenBucket(HEDGE_BURST);
  #hedges = 0;

  constructor(options: DoubtsOptions) {
    this.#options = options;
  }

  /** Second helpers asked so far. */
  get hedges(): number {
    return this.#hedges;
  }

  /** @param share of a whole picture's work that was ordered */
  earn(share: number): void {
    this.#budget.earn(HEDGE_TOKENS_PER_FRAME * share);
  }

  /** A helper has a frame that it was sent, with an order or without. */
  receipt(link: LinkState, frameId: number, { tookMs, queueLength }: ReceiptReport, nowMs: number): void {
    link.tellQueue(queueLength, nowMs);
    const attempt = this.#options.frames.find(frameId)?.attempts.findLast((a) => a.link === link);
    // One that waited behind other work says how long that took, not what the way there takes.
    if (!attempt?.behind) link.learnReceipt(tookMs);
    if (!attempt) return;
    attempt.receipted = true;
    attempt.receiptDueAtMs = Number.POSITIVE_INFINITY;
  }

  /** It answered: it has done what it had before, and now writes receipts for what came meanwhile. */
  answered(link: LinkState, nowMs: number): void {
    link.suspect = false;
    link.leftSuspect = false;
    const dueAtMs = nowMs + link.receipts.dueAfterMs;
    for (const [, attempt] of this.#options.frames.waitingAt(link))
      if (!attempt.receipted) attempt.receiptDueAtMs = dueAtMs;
  }

  /** Someone else lost this helper. */
  lost(link: LinkState, nowMs: number): Action[] {
    link.quiet = true;
    const actions: Action[] = [];
    for (const [frame] of this.#options.frames.waitingAt(link)) this.#hedge(frame, nowMs, actions, 'sure');
    return actions;
  }

  /** What is due by now of one order. */
  check(frame: FrameState, attempt: Attempt, nowMs: number, actions: Action[]): void {
    if (nowMs >= attempt.hedgeAtMs) this.#missAnswer(frame, attempt, nowMs, actions);
    else if (nowMs >= attempt.receiptDueAtMs) this.#missReceipt(attempt, nowMs, actions);
  }

  #missAnswer(frame: FrameState, attempt: Attempt, nowMs: number, actions: Action[]): void {
    const { links, deadlineMs } = this.#options;
    const lastChanceMs = attempt.sentMs + HEDGE_DEADLINE_SHARE * deadlineMs;
    const isLastChance = nowMs >= lastChanceMs;
    attempt.hedgeAtMs = isLastChance ? Number.POSITIVE_INFINITY : lastChanceMs;
    if (!attempt.link.suspect) actions.push({ type: 'link-suspect', linkId: attempt.link.linkId });
    attempt.link.suspect = true;
    if (!attempt.overdue) attempt.link.overdue++;
    attempt.overdue = true;
    if (attempt.link.doubtful) this.#rescue(attempt.link, nowMs, actions);
    else if (isLastChance || !links.isBusy(nowMs)) this.#hedge(frame, nowMs, actions, 'guess');
  }

  /** The frame may never have come, or its helper is gone: the next one gets it now, not when the answer is late. */
  #missReceipt(attempt: Attempt, nowMs: number, actions: Action[]): void {
    const { link } = attempt;
    attempt.receiptDueAtMs = Number.POSITIVE_INFINITY;
    link.counts.missingReceipts++;
    if (!link.quiet && !link.suspect) actions.push({ type: 'link-suspect', linkId: link.linkId });
    link.quiet = true;
    this.#rescue(link, nowMs, actions);
  }

  /** Asks others for all that a doubtful helper has: its oldest frame holds up those that others have done since. */
  #rescue(link: LinkState, nowMs: number, actions: Action[]): void {
    for (const [frame] of this.#options.frames.waitingAt(link)) this.#hedge(frame, nowMs, actions, 'guess');
  }

  /** Asks a second helper, once a frame. A guess costs a token, knowledge does not. */
  #hedge(frame: FrameState, nowMs: number, actions: Action[], why: 'guess' | 'sure'): void {
    const { orders, links } = this.#options;
    if (frame.outcome !== 'open' || frame.hedged || frame.attempts.length >= MAX_ATTEMPTS) return;
    const { link } = orders.choose(frame, nowMs, undefined, links.trusted());
    if (!link || (why === 'guess' && !this.#budget.spend())) return;
    frame.hedged = true;
    this.#hedges++;
    link.counts.hedges++;
    orders.order(frame, link, nowMs);
    actions.push({ type: 'hedge', frameId: frame.frameId, linkId: link.linkId });
  }
}
