import { expect, it } from 'vitest';
import { bottleneckRow, recoveryMs } from './bottleneck-rows.ts';

/** A packet of 1,000 bytes each millisecond: 8 Mbit/s. */
const served = Array.from({ length: 4000 }, (_, atMs) => ({
  bytes: 1000,
  queuedMs: atMs < 1500 ? 100 : 10,
  atMs,
}));

it('counts queue, use and fairness within the span', () => {
  const row = bottleneckRow(10, served, { fromMs: 2000, toMs: 4000 }, [4e6, 4e6], 1e6);
  expect(row).toEqual({
    capMbps: 10,
    sessions: 2,
    queueP95Ms: 10,
    utilisation: 0.8,
    jain: 1,
    downloadShare: 0.1,
  });
  expect(bottleneckRow(10, served, { fromMs: 0, toMs: 1000 }, [1], null)).toMatchObject({
    queueP95Ms: 100,
    downloadShare: null,
  });
});

it('finds the first good second after a change', () => {
  expect(recoveryMs(served, 1000, 4000, 8)).toBe(500);
  expect(recoveryMs(served, 1000, 4000, 80)).toBe(Number.POSITIVE_INFINITY);
});
