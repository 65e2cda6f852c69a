import {
  ATTEMPT_TIMEOUT_MS,
  EWMA_GAIN,
  LINK_SILENCE_MS,
  MAX_ATTEMPTS,
  REMEMBERED_FRAMES,
} from '../dispatch-constants.ts';
import type {
  Action,
  Decision,
  DispatchPolicy,
  LinkEstimate,
  ReceiptReport,
  RefusalReason,
  ResultReport,
  ResultVerdict,
} from '../dispatch-types.ts';

/** What a baseline knows of a helper. */
export interface BaselineLink {
  readonly linkId: string;
  readonly order: number;
  inflight: number;
  lastHeardMs: number;
  lastOrderMs: number;
  ewmaMs: number;
  /** One frame's work there, smoothed. */
  serviceMs: number;
  /** Orders that waited there when it last said. */
  queueLength: number;
}

/** Picks one of the links that are not dead; there is at least one. */
export type Strategy = (links: readonly BaselineLink[]) => BaselineLink;

interface BaselineFrame {
  readonly asked: Map<string, number>;
  done: boolean;
}

const smallest = (links: readonly BaselineLink[], value: (link: BaselineLink) => number): BaselineLink =>
  links.reduce((best, link) => (value(link) < value(best) ? link : best));

/** The policies that ours is measured against. All know as much of dead links and refusals as ours does; none hedges. */
export const BASELINES: Readonly<Record<string, Strategy>> = {
  /** One helper until it dies. */
  sticky: (links) => smallest(links, (link) => link.order),
  'round-robin': (links) => smallest(links, (link) => link.lastOrderMs),
  'least-outstanding': (links) => smallest(links, (link) => link.inflight),
  /** The queue that it told, or ours if that is longer, times what it takes for each. */
  'join-shortest-expected-queue': (links) =>
    smallest(links, (link) => (Math.max(link.queueLength, link.inflight) + 1) * link.serviceMs),
  /** Finagle's peak EWMA: rises at once, falls slowly, times what is under way. */
  'peak-ewma': (links) => smallest(links, (link) => link.ewmaMs * (link.inflight + 1)),
};

export class BaselinePolicy implements DispatchPolicy {
  readonly #strategy: Strategy;
  readonly #links = new Map<string, BaselineLink>();
  readonly #frames = new Map<number, BaselineFrame>();
  #added = 0;

  constructor(strategy: Strategy) {
    this.#strategy = strategy;
  }

  addLink(linkId: string, { netMs, serviceMs }: LinkEstimate, nowMs: number): Action[] {
    this.#links.set(linkId, {
      linkId,
      order: this.#added++,
      inflight: 0,
      lastHeardMs: nowMs,
      lastOrderMs: -1,
      ewmaMs: netMs + serviceMs,
      serviceMs,
      queueLength: 0,
    });
    return [];
  }

  removeLink(linkId: string, nowMs: number): Action[] {
    this.#links.delete(linkId);
    const actions: Action[] = [];
    for (const [frameId, frame] of this.#frames) {
      if (!frame.done && frame.asked.has(linkId)) actions.push(...this.#retry(frameId, frame, nowMs));
    }
    return actions;
  }

  dispatch(frameId: number, nowMs: number): Decision {
    const frame: BaselineFrame = { asked: new Map(), done: false };
    this.#frames.set(frameId, frame);
    if (this.#frames.size > REMEMBERED_FRAMES) this.#frames.delete(frameId - REMEMBERED_FRAMES);
    const linkId = this.#ask(frame, nowMs);
    return linkId ? { type: 'link', linkId } : { type: 'local', reason: 'no-link' };
  }

  onResult(frameId: number, linkId: string, report: ResultReport, nowMs: number): ResultVerdict {
    this.onTraffic(linkId, nowMs);
    const frame = this.#frames.get(frameId);
    const sentMs = frame?.asked.get(linkId);
    if (!frame || sentMs === undefined) return 'unknown';
    this.#answered(linkId, nowMs - sentMs, report);
    if (frame.done) return 'duplicate';
    frame.done = true;
    return 'first';
  }

  onRefusal(frameId: number, linkId: string, _reason: RefusalReason, nowMs: number): Action[] {
    this.onTraffic(linkId, nowMs);
    const frame = this.#frames.get(frameId);
    const link = this.#links.get(linkId);
    if (link) link.inflight = Math.max(0, link.inflight - 1);
    return frame && !frame.done ? this.#retry(frameId, frame, nowMs) : [];
  }

  onReceipt(_frameId: number, linkId: string, { queueLength }: ReceiptReport, nowMs: number): void {
    this.onTraffic(linkId, nowMs);
    const link = this.#links.get(linkId);
    if (link) link.queueLength = queueLength;
  }

  onTraffic(linkId: string, nowMs: number): void {
    const link = this.#links.get(linkId);
    if (link) link.lastHeardMs = nowMs;
  }

  tick(nowMs: number): Action[] {
    return [...this.#links.values()]
      .filter((link) => nowMs >= link.lastHeardMs + LINK_SILENCE_MS)
      .map((link) => ({ type: 'link-dead', linkId: link.linkId }));
  }

  nextWakeMs(nowMs: number): number {
    const silentAt = [...this.#links.values()].map((link) => link.lastHeardMs + LINK_SILENCE_MS);
    return Math.max(nowMs, Math.min(Number.POSITIVE_INFINITY, ...silentAt));
  }

  #ask(frame: BaselineFrame, nowMs: number): string | undefined {
    const links = [...this.#links.values()].filter((link) => !frame.asked.has(link.linkId));
    if (links.length === 0 || frame.asked.size >= MAX_ATTEMPTS) return undefined;
    const link = this.#strategy(links);
    // Orders that never come back must not count for ever.
    if (nowMs - link.lastOrderMs > ATTEMPT_TIMEOUT_MS) link.inflight = 0;
    link.inflight++;
    link.lastOrderMs = nowMs;
    frame.asked.set(link.linkId, nowMs);
    return link.linkId;
  }

  #retry(frameId: number, frame: BaselineFrame, nowMs: number): Action[] {
    const linkId = this.#ask(frame, nowMs);
    return linkId ? [{ type: 'retry', frameId, linkId }] : [{ type: 'local', frameId, reason: 'attempts' }];
  }

  #answered(linkId: string, tookMs: number, { serviceMs, queueLength }: ResultReport): void {
    const link = this.#links.get(linkId);
    if (!link) return;
    link.inflight = Math.max(0, link.inflight - 1);
    link.serviceMs += EWMA_GAIN * (serviceMs - link.serviceMs);
    link.queueLength = queueLength;
    link.ewmaMs = tookMs > link.ewmaMs ? tookMs : link.ewmaMs + EWMA_GAIN * (tookMs - link.ewmaMs);
  }
}
