import type { BreakerState } from './breaker.ts';

/** Why a frame is scaled locally. */
export type LocalReason =
  /** There is no helper, or none that is in order. */
  | 'no-link'
  /** Every helper has its orders full. */
  | 'all-busy'
  /** No helper would make the deadline. */
  | 'too-slow'
  /** The deadline passed. */
  | 'deadline'
  /** Each helper that had it failed. */
  | 'attempts'
  /** Only doubtful helpers are left, or such as would hardly make the deadline, and this machine's own network does. */
  | 'own-engine';

export type Decision =
  | {
      readonly type: 'link';
      readonly linkId: string;
      /** Order the frame from this standby as well: a rehearsal. */
      readonly rehearsalLinkId?: string;
    }
  | {
      readonly type: 'local';
      readonly reason: LocalReason;
      /** Order the frame from this helper all the same, without waiting: its answer shows whether it is quick again. */
      readonly probeLinkId?: string;
    };

/** What the shell is to do. `hedge` and `retry` are the same to it: send the order for a frame that the helper has decoded. */
export type Action =
  | { readonly type: 'hedge'; readonly frameId: number; readonly linkId: string }
  | { readonly type: 'retry'; readonly frameId: number; readonly linkId: string }
  | { readonly type: 'local'; readonly frameId: number; readonly reason: LocalReason }
  | { readonly type: 'timeout'; readonly frameId: number; readonly linkId: string }
  | { readonly type: 'link-suspect'; readonly linkId: string }
  | { readonly type: 'link-dead'; readonly linkId: string };

/** What a result is worth: shown, or too many, or too late, or never asked for. */
export type ResultVerdict = 'first' | 'duplicate' | 'late' | 'unknown';

/** Why a helper did not do an order. The first three are nobody's fault; the last counts against it. */
export type RefusalReason = 'late' | 'busy' | 'draining' | 'error';

export interface LinkEstimate {
  /** Both ways through the network, without the helper's own time. */
  readonly netMs: number;
  /** One frame's work at the helper, without waiting. */
  readonly serviceMs: number;
}

export interface ResultReport {
  /** Decode, upscale and encode together, as the helper measured them. */
  readonly serviceMs: number;
  /** Orders that waited at the helper when it answered. */
  readonly queueLength: number;
  /** Whole time at the helper; with it the dispatcher learns the network's share by itself. */
  readonly residenceMs?: number;
}

/** A helper has a frame's packets; it may still have to wait for its turn there. */
export interface ReceiptReport {
  /** From the order's sending. */
  readonly tookMs: number;
  /** Orders at the helper before this one, the one under way with them. */
  readonly queueLength: number;
}

export interface LinkCounts {
  readonly ordered: number;
  readonly hedges: number;
  readonly results: number;
  /** Results that were shown. */
  readonly firsts: number;
  readonly timeouts: number;
  readonly refusals: number;
  readonly errors: number;
  /** Receipts that did not come in time; some came later. */
  readonly missingReceipts: number;
  /** Results that turned out to be pictures of something else. */
  readonly wrongPictures: number;
}

export interface LinkSnapshot extends LinkEstimate {
  readonly linkId: string;
  readonly role: 'active' | 'standby' | 'out';
  readonly etaMs: number;
  /** Smoothed time from order to result, and its mean deviation. */
  readonly ewmaMs: number;
  readonly devMs: number;
  readonly inflight: number;
  readonly suspect: boolean;
  readonly dead: boolean;
  readonly breaker: BreakerState;
  readonly counts: LinkCounts;
}

export interface DispatcherSnapshot {
  readonly activeLinkId: string | undefined;
  /** How often the current helper failed and another, or the local scaler, had to take over. */
  readonly failovers: number;
  readonly hedges: number;
  /** Hedges that turned out to be needless: the first helper's answer was the one shown. */
  readonly needlessHedges: number;
  /** Share of the pool's slots in use, 0..1. */
  readonly utilisation: number;
  readonly links: readonly LinkSnapshot[];
}

/** Who upscales which frame: ours and the baselines it is measured against. */
export interface DispatchPolicy {
  addLink(linkId: string, estimate: LinkEstimate, nowMs: number): Action[];
  removeLink(linkId: string, nowMs: number): Action[];
  dispatch(frameId: number, nowMs: number, captureMs?: number): Decision;
  onResult(frameId: number, linkId: string, report: ResultReport, nowMs: number): ResultVerdict;
  onRefusal(frameId: number, linkId: string, reason: RefusalReason, nowMs: number): Action[];
  onReceipt(frameId: number, linkId: string, report: ReceiptReport, nowMs: number): void;
  onTraffic(linkId: string, nowMs: number): void;
  /** Someone else lost this helper; its link stays. */
  doubt?(linkId: string, nowMs: number): Action[];
  tick(nowMs: number): Action[];
  nextWakeMs(nowMs: number): number;
}
