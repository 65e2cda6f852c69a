import type { FrameTimes } from './page/run.ts';

/** A frame is on time when it is whole this long after what the way takes: two frames at 60 fps. */
const GRACE_MS = 33;

export interface LossRow {
  readonly transport: string;
  readonly lossPct: number;
  /** Mean packets in a burst; 1 for loss packet by packet. */
  readonly burst: number;
  readonly rttMs: number;
  /** Of all frames sent; one that never came is not on time. */
  readonly onTimeShare: number;
  /** Of those that came. */
  readonly p95Ms: number;
  readonly frames: number;
  /** Peer connections at the end. */
  readonly connections: number;
  /** Of a line that frames fill. */
  readonly capMbps?: number;
  readonly queueKb?: number;
}

export function judge(
  sent: FrameTimes,
  came: FrameTimes,
  rttMs: number,
): Pick<LossRow, 'onTimeShare' | 'p95Ms' | 'frames'> {
  const ids = Object.keys(sent).map(Number);
  const delays = ids.flatMap((id) => (came[id] === undefined ? [] : [came[id] - sent[id]!]));
  delays.sort((a, b) => a - b);
  const onTime = delays.filter((delayMs) => delayMs <= rttMs / 2 + GRACE_MS).length;
  return {
    frames: ids.length,
    onTimeShare: ids.length === 0 ? 0 : onTime / ids.length,
    p95Ms: delays[Math.floor(delays.length * 0.95)] ?? Number.NaN,
  };
}

/** Frames sent within a span; the rest is warming up, or still under way. */
export function within(times: FrameTimes, fromMs: number, toMs: number): FrameTimes {
  return Object.fromEntries(Object.entries(times).filter(([, atMs]) => atMs >= fromMs && atMs < toMs));
}
