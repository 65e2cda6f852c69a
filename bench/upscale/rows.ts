/**
 * Rows of the speed table.
 * @module
 */
import type { Prepared, Spec } from './page/spec.ts';

export interface SpeedRow {
  readonly engine: string;
  readonly method: string;
  readonly width: number;
  readonly height: number;
  readonly threads: number;
  readonly backend: string;
  /** Which of our engines, on WebGPU. */
  readonly kind?: string;
  /** Null, with a `reason`, for who did not run. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Frames timed. */
  readonly n: number;
  /** What the engine calls itself. */
  readonly algorithm?: string;
  /** Multiply-adds of a frame, in millions. */
  readonly mmac?: number;
  /** Two operations a multiply-add, at p50. */
  readonly gflops?: number;
  /** Milliseconds for a thousand million multiply-adds at p50: compares networks of other sizes. */
  readonly msPerGmac?: number;
  readonly reason?: string;
}

export interface ColdStartRow {
  readonly engine: string;
  readonly method: string;
  readonly backend: string;
  readonly threads: number;
  readonly p50Ms: number;
  readonly worstMs: number;
  readonly n: number;
}

export function speedRow(spec: Spec, prepared: Prepared, timesMs: readonly number[]): SpeedRow {
  const p50Ms = quantile(timesMs, 0.5);
  return {
    ...spec,
    p50Ms: round(p50Ms, 2),
    p95Ms: round(quantile(timesMs, 0.95), 2),
    n: timesMs.length,
    algorithm: prepared.algorithm,
    mmac: round(prepared.macs / 1e6, 1),
    gflops: round((2 * prepared.macs) / (p50Ms * 1e6), 2),
    msPerGmac: round(p50Ms / (prepared.macs / 1e9), 1),
  };
}

export function failedRow(spec: Spec, reason: string): SpeedRow {
  return { ...spec, p50Ms: null, p95Ms: null, n: 0, reason };
}

export function coldStartRow(
  { engine, method, backend, threads }: Spec,
  startsMs: readonly number[],
): ColdStartRow {
  return {
    engine,
    method,
    backend,
    threads,
    p50Ms: round(quantile(startsMs, 0.5), 0),
    worstMs: round(Math.max(...startsMs), 0),
    n: startsMs.length,
  };
}

/** The smallest value that `share` of all do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
