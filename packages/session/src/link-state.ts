import { Breaker } from './breaker.ts';
import {
  ATTEMPT_TIMEOUT_MS,
  DEV_GAIN,
  EWMA_GAIN,
  HEDGE_DEADLINE_SHARE,
  HEDGE_DEVIATIONS,
  HEDGE_FLOOR_MS,
  LINK_SILENCE_MS,
  MAX_INFLIGHT,
  OVERDUE_LIMIT,
  RECEIPT_MAX_QUEUE,
  REHEARSALS,
  REHEARSE_EVERY_MS,
  REHEARSE_NEW_EVERY_MS,
  RIF_FADE_MS,
  SEEN_FADE_MS,
} from './dispatch-constants.ts';
import type { LinkEstimate, LinkSnapshot, ResultReport } from './dispatch-types.ts';
import { ReceiptClock } from './receipt-clock.ts';

/** What the dispatcher knows of one helper. */
export class LinkState {
  readonly linkId: string;
  readonly breaker = new Breaker();
  readonly receipts = new ReceiptClock();
  readonly counts = {
    ordered: 0,
    hedges: 0,
    results: 0,
    firsts: 0,
    timeouts: 0,
    refusals: 0,
    errors: 0,
    missingReceipts: 0,
    wrongPictures: 0,
  };
  /** Orders under way. */
  inflight = 0;
  /** Of these, orders whose answer is unusually late. */
  overdue = 0;
  /** An order is overdue and no answer came since. */
  suspect = false;
  /** A receipt is missing, or the coordinator lost it, and nothing at all came since. */
  quiet = false;
  dead = false;
  /** It was the current helper when it came under suspicion; should it fail now, that was a failover. */
  leftSuspect = false;
  lastOrderMs = Number.NEGATIVE_INFINITY;
  /** When it last got a band of a picture that several helpers share. */
  lastBandMs = Number.NEGATIVE_INFINITY;
  /** From order to answer, the last time: whatever the average says, it can be so quick. */
  lastTookMs = Number.POSITIVE_INFINITY;
  #netMs: number;
  #serviceMs: number;
  #ewmaMs: number;
  #devMs: number;
  #queueLength = 0;
  #queueToldMs = 0;
  #learnedMs = Number.NEGATIVE_INFINITY;
  #lastHeardMs: number;

  constructor(linkId: string, { netMs, serviceMs }: LinkEstimate, nowMs: number) {
    this.linkId = linkId;
    this.#netMs = netMs;
    this.#serviceMs = serviceMs;
    this.#ewmaMs = netMs + serviceMs;
    // As wide as TCP starts (RFC 6298, 2.2): the first frames are slower than any later ones.
    this.#devMs = this.#ewmaMs / 2;
    this.#lastHeardMs = nowMs;
  }

  /**
   * Expected time of an order given now: the larger of what the queues explain and what its answers lately took. The queue length
   * it told fades in a tenth of a second; a helper that many gamers share is slow for longer than that, and only its answers show it.
   * @param share of a whole picture's work; the network takes its time for any
   */
  etaMs(nowMs: number, share = 1): number {
    const explainedMs = this.#explainedMs(nowMs, share);
    const seenMs = this.#usualMs(share) * (1 + 0.5 * this.inflight);
    const believed = Math.exp(-(nowMs - this.#learnedMs) / SEEN_FADE_MS);
    return Math.max(explainedMs, explainedMs + (seenMs - explainedMs) * believed);
  }

  /** `net + svc * (1 + max(inflight, rif + inflight / 2))`: other gamers' orders count as far as the helper last told of them. */
  #explainedMs(nowMs: number, share: number): number {
    const rif = this.fadedQueueLength(nowMs);
    const inLine = Math.max(this.inflight, rif + 0.5 * this.inflight);
    return this.#netMs + this.#serviceMs * share * (1 + inLine);
  }

  /** What answers took lately, for a part of a picture as large as this. */
  #usualMs(share: number): number {
    return share === 1 ? this.#ewmaMs : this.#netMs + Math.max(0, this.#ewmaMs - this.#netMs) * share;
  }

  fadedQueueLength(nowMs: number): number {
    return this.#queueLength * Math.exp(-(nowMs - this.#queueToldMs) / RIF_FADE_MS);
  }

  /** How long to wait for an answer before asking another helper too. */
  hedgeDelayMs(deadlineMs: number, share = 1): number {
    const unusualMs = this.#usualMs(share) + HEDGE_DEVIATIONS * this.#devMs * share;
    return Math.max(HEDGE_FLOOR_MS, Math.min(HEDGE_DEADLINE_SHARE * deadlineMs, unusualMs));
  }

  /**
   * When the receipt of an order given now is missing. WASM holds the helper's thread: while it works for others, nobody knows until
   * when, none is expected; while it works for us, none before its answer is late.
   * @param answerDueAtMs when the answer to what it has of ours is unusually late
   */
  receiptDueAtMs(nowMs: number, answerDueAtMs: number): number {
    const busyElsewhere = this.fadedQueueLength(nowMs) > this.inflight + RECEIPT_MAX_QUEUE;
    if (busyElsewhere) return Number.POSITIVE_INFINITY;
    return Math.max(nowMs + this.receipts.dueAfterMs, answerDueAtMs);
  }

  /** Idle, in order, and not asked for long enough. One that brought a wrong picture is asked as often as a new one. */
  wantsRehearsal(nowMs: number): boolean {
    if (this.inflight > 0 || this.doubtful || !this.isInOrder(nowMs)) return false;
    const { results, wrongPictures } = this.counts;
    const isNew = results < REHEARSALS || wrongPictures > 0;
    const everyMs = isNew ? REHEARSE_NEW_EVERY_MS : REHEARSE_EVERY_MS;
    return nowMs - this.lastOrderMs >= everyMs;
  }

  /** Not to be given a new frame while another helper can take it. */
  get doubtful(): boolean {
    return this.quiet || this.overdue >= OVERDUE_LIMIT;
  }

  isInOrder(nowMs: number): boolean {
    return !this.dead && this.breaker.state(nowMs) !== 'open';
  }

  /** A helper on trial gets one order at a time. */
  hasRoom(nowMs: number): boolean {
    return this.inflight < (this.breaker.state(nowMs) === 'half-open' ? 1 : MAX_INFLIGHT);
  }

  /** Share of its slots in use, by us or by others. What it told of has our orders among it. */
  utilisation(nowMs: number): number {
    return Math.min(1, Math.max(this.inflight, this.fadedQueueLength(nowMs)) / MAX_INFLIGHT);
  }

  get silentFromMs(): number {
    return this.#lastHeardMs + LINK_SILENCE_MS;
  }

  /** Anything came: it lives. */
  heard(nowMs: number): void {
    this.#lastHeardMs = nowMs;
    this.dead = false;
    this.quiet = false;
  }

  /** Learns from a result. One that took longer than the timeout says no more than "too long". */
  learn(
    tookMs: number,
    { serviceMs, queueLength, residenceMs }: ResultReport,
    nowMs: number,
    share = 1,
  ): void {
    const rttMs = Math.min(tookMs, ATTEMPT_TIMEOUT_MS);
    // As if it had been a whole picture: what is learned in one mode serves in the other.
    const wholeMs = share === 1 ? rttMs : this.#netMs + Math.max(0, rttMs - this.#netMs) / share;
    // The first answers weigh more than what was guessed before them: a benchmark under load may be ten times off.
    const gain = Math.max(EWMA_GAIN, 1 / (this.counts.results + 1));
    const errorMs = wholeMs - this.#ewmaMs;
    this.#ewmaMs += gain * errorMs;
    this.#devMs += DEV_GAIN * (Math.abs(errorMs) - this.#devMs);
    this.#serviceMs += gain * (serviceMs / share - this.#serviceMs);
    if (residenceMs !== undefined) {
      this.#netMs += gain * (Math.max(0, rttMs - residenceMs) - this.#netMs);
    }
    this.lastTookMs = tookMs;
    this.tellQueue(queueLength, nowMs);
    this.#learnedMs = nowMs;
  }

  /** The network takes no longer than a receipt did, which may have waited at the helper as well. */
  learnReceipt(tookMs: number): void {
    this.receipts.learn(tookMs);
    this.#netMs += EWMA_GAIN * Math.min(0, tookMs - this.#netMs);
  }

  /** How many orders waited at the helper when it last said. */
  tellQueue(queueLength: number, nowMs: number): void {
    this.#queueLength = queueLength;
    this.#queueToldMs = nowMs;
  }

  /** A helper that has no time has a full queue, whoever filled it: leave it alone for some frames. No more than that. */
  learnRefusal(nowMs: number): void {
    this.lastTookMs = Number.POSITIVE_INFINITY;
    this.#queueLength = Math.max(MAX_INFLIGHT, this.fadedQueueLength(nowMs));
    this.#queueToldMs = nowMs;
  }

  snapshot(nowMs: number, isActive: boolean): LinkSnapshot {
    return {
      linkId: this.linkId,
      role: isActive ? 'active' : this.isInOrder(nowMs) ? 'standby' : 'out',
      etaMs: this.etaMs(nowMs),
      ewmaMs: this.#ewmaMs,
      devMs: this.#devMs,
      netMs: this.#netMs,
      serviceMs: this.#serviceMs,
      inflight: this.inflight,
      suspect: this.suspect || this.doubtful,
      dead: this.dead,
      breaker: this.breaker.state(nowMs),
      counts: { ...this.counts },
    };
  }
}
