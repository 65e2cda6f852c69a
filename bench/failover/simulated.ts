/**
 * The same losses in the seeded simulator: what noticing and handing over take by themselves, on machines that do nothing else.
 * @module
 */
import { failoverGaps, LOSSES, type Loss } from '@p2c2g/session/simulation/index.ts';
import { percentile } from './rows.ts';

export interface SimulatedRow {
  readonly loss: Loss;
  readonly fps: number;
  readonly serviceMs: number;
  readonly losses: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** A helper near by, and its time for one frame. */
const TRIP_MS = 0.5;
const SERVICE_MS = [5, 10] as const;

export function simulatedRows(rates: readonly number[], losses: number): SimulatedRow[] {
  return rates.flatMap((fps) =>
    SERVICE_MS.flatMap((serviceMs) =>
      LOSSES.map((loss): SimulatedRow => {
        const gaps = failoverGaps({ loss, fps, helpers: 2, tripMs: TRIP_MS, serviceMs }, losses);
        const [p50Ms, p95Ms, maxMs] = [0.5, 0.95, 1].map((share) => percentile(gaps, share));
        return { loss, fps, serviceMs, losses, p50Ms: p50Ms!, p95Ms: p95Ms!, maxMs: maxMs! };
      }),
    ),
  );
}
