import type { Random } from '@p2c2g/transport';
import { LINK_SILENCE_MS, MAX_ATTEMPTS } from './dispatch-constants.ts';
import type {
  Action,
  Decision,
  DispatcherSnapshot,
  DispatchPolicy,
  LinkCounts,
  LinkEstimate,
  LocalReason,
  ReceiptReport,
  RefusalReason,
  ResultReport,
  ResultVerdict,
} from './dispatch-types.ts';
import { Doubts } from './doubts.ts';
import { FrameBook } from './frame-book.ts';
import { FrameOrders } from './frame-orders.ts';
import { type Attempt, type FrameState, isWaiting } from './frame-state.ts';
import type { Choice } from './link-choice.ts';
import { LinkPool } from './link-pool.ts';
import { LinkState } from './link-state.ts';

export interface DispatcherOptions {
  /** From capture to presentation; a frame not back by then is replaced locally. */
  readonly deadlineMs: number;
  /** Let standbys do a frame now and then that the current helper does too; true by default. */
  readonly rehearse?: boolean;
  /** What this machine's own network takes for a frame now; undefined, or left out, where it has none to spare. */
  readonly ownMs?: () => number | undefined;
  /** Breaks ties; `Math.random` by default. */
  readonly random?: Random;
}

/**
 * Decides who upscales which frame: stays with the current helper unless another's expected time is clearly better, asks a second one
 * when an answer is late, falls back to the local scaler when nothing will make the deadline. Pure: time is an argument, what to do
 * comes back as decisions and actions. After any call, call {@link tick} again no later than {@link nextWakeMs} says.
 */
export class Dispatcher implements DispatchPolicy {
  readonly #deadlineMs: number;
  readonly #rehearse: boolean;
  readonly #links = new LinkPool();
  readonly #frames = new FrameBook();
  readonly #orders: FrameOrders;
  readonly #doubts: Doubts;
  #active: LinkState | undefined;
  #failovers = 0;
  #needlessHedges = 0;

  constructor(options: DispatcherOptions) {
    this.#deadlineMs = options.deadlineMs;
    this.#rehearse = options.rehearse ?? true;
    const common = { links: this.#links, frames: this.#frames, deadlineMs: options.deadlineMs };
    const { ownMs = () => undefined, random = Math.random } = options;
    this.#orders = new FrameOrders({ ...common, ownMs, random });
    this.#doubts = new Doubts({ ...common, orders: this.#orders });
  }

  /** The current helper failed and something else had to take over, so many times. */
  get failovers(): number {
    return this.#failovers;
  }

  /** A helper is ready for orders. A known id starts anew: what it had under way goes on to the next, also to its new self. */
  addLink(linkId: string, estimate: LinkEstimate, nowMs: number): Action[] {
    const former = this.#links.get(linkId);
    this.#links.set(new LinkState(linkId, estimate, nowMs));
    return former ? this.#fail(former, nowMs) : [];
  }

  /** A helper is gone. Its frames go to others at once, or to the local scaler. */
  removeLink(linkId: string, nowMs: number): Action[] {
    const link = this.#links.get(linkId);
    if (!link) return [];
    this.#links.delete(linkId);
    return this.#fail(link, nowMs);
  }

  /** Who gets a new frame. `captureMs` is when its time began to run. */
  dispatch(frameId: number, nowMs: number, captureMs: number = nowMs): Decision {
    this.#doubts.earn(1);
    const frame = this.#frames.open(frameId, captureMs + this.#deadlineMs, 1);
    const choice = this.#orders.choose(frame, nowMs, this.#active);
    if (!choice.link) return this.#giveToLocal(frame, choice.reason, nowMs);
    this.#activate(choice.link);
    this.#orders.order(frame, choice.link, nowMs);
    const { linkId } = choice.link;
    const standby = this.#rehearse ? this.#links.toRehearse(frame, nowMs) : undefined;
    if (!standby) return { type: 'link', linkId };
    this.#orders.order(frame, standby, nowMs);
    return { type: 'link', linkId, rehearsalLinkId: standby.linkId };
  }

  /**
   * A band of a picture that several helpers share goes to the one that was planned for it, or to the quickest if that one cannot
   * take it. It is a frame of its own here, with an id, a deadline and replacements of its own.
   * @param share of the picture's rows, over 0 and under 1
   */
  dispatchBand(id: number, linkId: string, share: number, nowMs: number, captureMs: number): Decision {
    this.#doubts.earn(share);
    const frame = this.#frames.open(id, captureMs + this.#deadlineMs, share);
    const planned = this.#links.get(linkId);
    const takesIt = planned?.isInOrder(nowMs) && planned.hasRoom(nowMs) && !planned.doubtful;
    const choice: Choice =
      planned && takesIt ? { link: planned } : this.#orders.choose(frame, nowMs, undefined);
    if (!choice.link) return this.#giveToLocal(frame, choice.reason, nowMs);
    choice.link.lastBandMs = nowMs;
    this.#orders.order(frame, choice.link, nowMs);
    return { type: 'link', linkId: choice.link.linkId };
  }

  /**
   * A picture that others share: a standby without a band of it may do all of it as well, as it would beside a single helper.
   * @param frameId of the whole picture
   * @returns who is to be ordered
   */
  rehearse(frameId: number, nowMs: number): string | undefined {
    const frame = this.#frames.open(frameId, nowMs, 1);
    // Nobody waits for it.
    frame.outcome = 'local';
    const standby = this.#rehearse ? this.#links.toRehearse(frame, nowMs) : undefined;
    if (standby) this.#orders.order(frame, standby, nowMs);
    this.#frames.tidy(frame);
    return standby?.linkId;
  }

  /** A good result came. Show it only on `first`. */
  onResult(frameId: number, linkId: string, report: ResultReport, nowMs: number): ResultVerdict {
    this.onTraffic(linkId, nowMs);
    const frame = this.#frames.find(frameId);
    const attempt = frame?.attempts.findLast((a) => a.link.linkId === linkId);
    if (!frame || !attempt) return 'unknown';
    if (attempt.state === 'answered') return 'duplicate';
    this.#takeAnswer(frame, attempt, report, nowMs);
    const verdict = settle(frame);
    if (verdict === 'first') {
      frame.first = attempt;
      attempt.link.counts.firsts++;
    }
    if (verdict === 'first' && frame.hedged && attempt === frame.attempts[0]) this.#needlessHedges++;
    this.#frames.tidy(frame);
    return verdict;
  }

  /** A helper will not do an order. Only `error` counts against it. */
  onRefusal(frameId: number, linkId: string, reason: RefusalReason, nowMs: number): Action[] {
    this.onTraffic(linkId, nowMs);
    const frame = this.#frames.find(frameId);
    const attempt = frame?.attempts.find((a) => a.link.linkId === linkId && isWaiting(a));
    if (!frame || !attempt) return [];
    this.#orders.end(attempt, 'failed');
    attempt.link.suspect = false;
    attempt.link.counts.refusals++;
    const actions: Action[] = [];
    if (reason === 'error') this.#countMiss(attempt.link, nowMs);
    else attempt.link.learnRefusal(nowMs);
    this.#retry(frame, nowMs, actions);
    return actions;
  }

  /** A good result came, and will not become a picture after all: another helper is asked, while there is time. */
  onLostPicture(frameId: number, linkId: string, nowMs: number): Action[] {
    const frame = this.#frames.find(frameId);
    if (frame?.outcome !== 'upscaled' || frame.first?.link.linkId !== linkId) return [];
    this.#frames.reopen(frame);
    this.#orders.end(frame.first, 'failed');
    const actions: Action[] = [];
    this.#retry(frame, nowMs, actions);
    return actions;
  }

  /**
   * A picture that came was of something else. Others do what this helper has, and it is out for a while; it comes back by an order on trial.
   */
  onWrongPicture(linkId: string, nowMs: number): Action[] {
    const link = this.#links.get(linkId);
    if (!link) return [];
    link.counts.wrongPictures++;
    link.breaker.trip(nowMs);
    return this.#fail(link, nowMs);
  }

  /** A helper has a frame that it was sent, with an order or without. Twice, or too late, it changes nothing. */
  onReceipt(frameId: number, linkId: string, report: ReceiptReport, nowMs: number): void {
    const link = this.#links.get(linkId);
    if (!link) return;
    link.heard(nowMs);
    this.#doubts.receipt(link, frameId, report, nowMs);
  }

  /**
   * Someone else lost this helper, as the coordinator does when its socket closes. It may only have lost that: its link stays, and
   * until it is heard again it gets nothing new, and what it has is ordered elsewhere too.
   */
  doubt(linkId: string, nowMs: number): Action[] {
    const link = this.#links.get(linkId);
    return link ? this.#doubts.lost(link, nowMs) : [];
  }

  /** Anything at all came from this helper: it lives. */
  onTraffic(linkId: string, nowMs: number): void {
    this.#links.get(linkId)?.heard(nowMs);
  }

  /** Time passed: hedges, timeouts, deadlines, silent helpers. */
  tick(nowMs: number): Action[] {
    const actions: Action[] = [];
    for (const link of this.#links.all()) this.#checkSilence(link, nowMs, actions);
    for (const frame of this.#frames.unfinished()) this.#checkFrame(frame, nowMs, actions);
    return actions;
  }

  /** When {@link tick} has something to do next, on the same clock; `Infinity` for never. */
  nextWakeMs(nowMs: number): number {
    let wakeMs = this.#frames.nextWakeMs();
    for (const link of this.#links.all()) if (!link.dead) wakeMs = Math.min(wakeMs, link.silentFromMs);
    return Math.max(nowMs, wakeMs);
  }

  /** What one helper was ordered and did. */
  countsOf(linkId: string): LinkCounts | undefined {
    return this.#links.get(linkId)?.counts;
  }

  snapshot(nowMs: number): DispatcherSnapshot {
    return {
      activeLinkId: this.#active?.linkId,
      failovers: this.#failovers,
      hedges: this.#doubts.hedges,
      needlessHedges: this.#needlessHedges,
      utilisation: this.#links.utilisation(nowMs),
      links: [...this.#links.all()].map((link) => link.snapshot(nowMs, this.#isAtWork(link, nowMs))),
    };
  }

  #activate(link: LinkState): void {
    if (this.#active && this.#active !== link)
      this.#active.leftSuspect = this.#active.suspect || this.#active.doubtful;
    this.#active = link;
  }

  #giveToLocal(frame: FrameState, reason: LocalReason, nowMs: number): Decision {
    frame.outcome = 'local';
    const isSlow = reason === 'too-slow' || reason === 'own-engine';
    const probe = isSlow ? this.#links.toProbe(nowMs, this.#deadlineMs) : undefined;
    if (probe) this.#orders.order(frame, probe, nowMs);
    this.#frames.tidy(frame);
    return probe ? { type: 'local', reason, probeLinkId: probe.linkId } : { type: 'local', reason };
  }

  #takeAnswer(frame: FrameState, attempt: Attempt, report: ResultReport, nowMs: number): void {
    const { link } = attempt;
    if (attempt.state === 'waiting') link.breaker.succeed();
    if (!attempt.receipted) link.receipts.resultWithout();
    this.#orders.end(attempt, 'answered');
    this.#doubts.answered(link, nowMs);
    link.learn(nowMs - attempt.sentMs, report, nowMs, frame.share);
    link.counts.results++;
  }

  #checkFrame(frame: FrameState, nowMs: number, actions: Action[]): void {
    // A retry made here adds an attempt, which is not due yet: the loop may see it.
    for (const attempt of frame.attempts) {
      if (!isWaiting(attempt)) continue;
      if (nowMs >= attempt.timeoutAtMs) this.#timeOut(frame, attempt, nowMs, actions);
      else this.#doubts.check(frame, attempt, nowMs, actions);
    }
    if (frame.outcome === 'open' && nowMs >= frame.deadlineAtMs) this.#localise(frame, 'deadline', actions);
    this.#frames.tidy(frame);
  }

  #timeOut(frame: FrameState, attempt: Attempt, nowMs: number, actions: Action[]): void {
    this.#orders.end(attempt, 'failed');
    attempt.link.counts.timeouts++;
    actions.push({ type: 'timeout', frameId: frame.frameId, linkId: attempt.link.linkId });
    this.#countMiss(attempt.link, nowMs);
    this.#retry(frame, nowMs, actions);
  }

  /** An attempt failed: another helper, or nothing while one still works on it, or the local scaler. */
  #retry(frame: FrameState, nowMs: number, actions: Action[]): void {
    if (frame.outcome === 'open') {
      const choice = this.#orders.choose(frame, nowMs, this.#active);
      const { link } = choice;
      if (link && frame.attempts.length < MAX_ATTEMPTS) {
        this.#orders.order(frame, link, nowMs);
        actions.push({ type: 'retry', frameId: frame.frameId, linkId: link.linkId });
      } else if (!frame.attempts.some(isWaiting)) {
        this.#localise(frame, choice.link ? 'attempts' : choice.reason, actions);
      }
    }
    this.#frames.tidy(frame);
  }

  #localise(frame: FrameState, reason: LocalReason, actions: Action[]): void {
    frame.outcome = 'local';
    actions.push({ type: 'local', frameId: frame.frameId, reason });
  }

  #checkSilence(link: LinkState, nowMs: number, actions: Action[]): void {
    if (link.dead || nowMs < link.silentFromMs) return;
    link.dead = true;
    link.breaker.trip(nowMs);
    actions.push({ type: 'link-dead', linkId: link.linkId }, ...this.#fail(link, nowMs));
  }

  #countMiss(link: LinkState, nowMs: number): void {
    link.counts.errors++;
    if (link.breaker.miss(nowMs)) this.#countFailover(link, nowMs);
  }

  /** Takes a failed helper out of use and finds others for what it had. */
  #fail(link: LinkState, nowMs: number): Action[] {
    this.#countFailover(link, nowMs);
    const actions: Action[] = [];
    for (const [frame, attempt] of this.#frames.waitingAt(link)) {
      this.#orders.end(attempt, 'failed');
      this.#retry(frame, nowMs, actions);
    }
    return actions;
  }

  /** The current helper, or one of those that share the pictures. */
  #isAtWork(link: LinkState, nowMs: number): boolean {
    return link === this.#active || nowMs - link.lastBandMs < LINK_SILENCE_MS;
  }

  #countFailover(link: LinkState, nowMs: number): void {
    if (!this.#isAtWork(link, nowMs) && !link.leftSuspect) return;
    this.#failovers++;
    link.lastBandMs = Number.NEGATIVE_INFINITY;
    link.leftSuspect = false;
    if (link === this.#active) this.#active = undefined;
  }
}

function settle(frame: FrameState): ResultVerdict {
  if (frame.outcome === 'local') return 'late';
  if (frame.outcome === 'upscaled') return 'duplicate';
  frame.outcome = 'upscaled';
  return 'first';
}
