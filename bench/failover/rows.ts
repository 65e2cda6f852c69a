import type { Gaps } from './gaps.ts';
import type { Cause } from './options.ts';

/**
 * Gaps in ms over the trials of one cause: between frames of helpers, (`quiet`) the same just before each strike, and (`any`) between shown
 * frames of any kind.
 */
export interface FailoverRow {
  readonly cause: Cause;
  readonly fps: number;
  readonly trials: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly quietP50Ms: number;
  readonly quietP95Ms: number;
  readonly anyP50Ms: number;
  readonly anyP95Ms: number;
  readonly anyMaxMs: number;
}

export function rowOf(
  cause: Cause,
  fps: number,
  gaps: readonly (Gaps & { readonly quietMs: number })[],
): FailoverRow {
  const upscaled = gaps.map(({ upscaledMs }) => upscaledMs);
  const quiet = gaps.map(({ quietMs }) => quietMs);
  const any = gaps.map(({ anyMs }) => anyMs);
  return {
    cause,
    fps,
    trials: gaps.length,
    p50Ms: percentile(upscaled, 0.5),
    p95Ms: percentile(upscaled, 0.95),
    maxMs: percentile(upscaled, 1),
    quietP50Ms: percentile(quiet, 0.5),
    quietP95Ms: percentile(quiet, 0.95),
    anyP50Ms: percentile(any, 0.5),
    anyP95Ms: percentile(any, 0.95),
    anyMaxMs: percentile(any, 1),
  };
}

/** Nearest rank, rounded to a tenth. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return Number((sorted[rank - 1] ?? Number.NaN).toFixed(1));
}
