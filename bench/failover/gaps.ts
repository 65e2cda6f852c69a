import type { ShownFrame } from '../../apps/web/src/stream/gamer/probe-types.ts';

/** Longest time without a new picture, in ms: of helpers, and of any kind. */
export interface Gaps {
  readonly upscaledMs: number;
  readonly anyMs: number;
}

/**
 * The longest gaps that reach into a span of time. A gap that began before the span counts whole; one that had not ended when the frames
 * were looked at counts up to `untilMs`, so that a stream which never went on is not taken for one without gaps.
 *
 * @param shown in order of time
 */
export function gapsWithin(shown: readonly ShownFrame[], fromMs: number, untilMs: number): Gaps {
  const upscaled = shown.filter(({ outcome }) => outcome === 'upscaled');
  return { upscaledMs: longest(upscaled, fromMs, untilMs), anyMs: longest(shown, fromMs, untilMs) };
}

function longest(shown: readonly ShownFrame[], fromMs: number, untilMs: number): number {
  const before = shown.findLast(({ atMs }) => atMs <= fromMs)?.atMs ?? fromMs;
  const within = shown.filter(({ atMs }) => atMs > fromMs && atMs < untilMs).map(({ atMs }) => atMs);
  const after = shown.find(({ atMs }) => atMs >= untilMs)?.atMs ?? untilMs;
  const times = [before, ...within, after];
  return Math.max(...times.slice(1).map((atMs, i) => atMs - times[i]!));
}
