import type { Served } from '@p2c2g/transport/rig/lane.ts';
import { jainIndex } from '@p2c2g/transport/rig/path-simulation.ts';

export interface BottleneckRow {
  readonly capMbps: number;
  readonly sessions: number;
  /** Waiting time before the bottleneck in steady state, per packet. */
  readonly queueP95Ms: number;
  /** Of the capacity, by all sessions together, headers counted. */
  readonly utilisation: number;
  /** Of the sessions' shares; 1 is even. */
  readonly jain: number;
  /** Of the capacity, by a download beside the sessions; null without one. */
  readonly downloadShare: number | null;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function inSpan(served: readonly Served[], { fromMs, toMs }: Span): Served[] {
  return served.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

export function queueP95Ms(served: readonly Served[]): number {
  const waits = served.map(({ queuedMs }) => queuedMs).sort((a, b) => a - b);
  return waits[Math.floor(waits.length * 0.95)] ?? 0;
}

export function servedBps(served: readonly Served[], { fromMs, toMs }: Span): number {
  return (served.reduce((sum, { bytes }) => sum + bytes, 0) * 8000) / (toMs - fromMs);
}

/** @param deliveredBps of each session */
export function bottleneckRow(
  capMbps: number,
  served: readonly Served[],
  span: Span,
  deliveredBps: readonly number[],
  downloadBps: number | null,
): BottleneckRow {
  const capBps = capMbps * 1e6;
  const during = inSpan(served, span);
  return {
    capMbps,
    sessions: deliveredBps.length,
    queueP95Ms: queueP95Ms(during),
    utilisation: servedBps(during, span) / capBps,
    jain: jainIndex(deliveredBps),
    downloadShare: downloadBps === null ? null : downloadBps / capBps,
  };
}

/**
 * Time after a change until a second begins in which the queue is short and the line used; infinity when none does.
 *
 * @param changeMs when the line changed
 */
export function recoveryMs(
  served: readonly Served[],
  changeMs: number,
  untilMs: number,
  capMbps: number,
): number {
  for (let fromMs = changeMs; fromMs + 1000 <= untilMs; fromMs += 100) {
    const span = { fromMs, toMs: fromMs + 1000 };
    const during = inSpan(served, span);
    if (queueP95Ms(during) <= SHORT_MS && servedBps(during, span) >= USED * capMbps * 1e6)
      return fromMs - changeMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** What counts as recovered: the queue of the steady state, and most of the utilisation asked of it. */
const SHORT_MS = 40;
const USED = 0.7;
