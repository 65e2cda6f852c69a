import { expect, test } from 'vitest';
import { coldStartRow, failedRow, quantile, speedRow } from './rows.ts';

const spec = {
  engine: 'p2c2g',
  method: 'fast',
  backend: 'wasm',
  threads: 2,
  width: 320,
  height: 180,
} as const;

test('a row has quantiles, and what they mean for the multiply-adds of a frame', () => {
  const times = Array.from({ length: 20 }, (_, i) => 20 - i);
  expect(speedRow(spec, { algorithm: 'luma', startMs: 1, macs: 5e8 }, times)).toEqual({
    ...spec,
    p50Ms: 10,
    p95Ms: 19,
    n: 20,
    algorithm: 'luma',
    mmac: 500,
    gflops: 100,
    msPerGmac: 20,
  });
});

test('one who did not run has a row with a reason', () => {
  expect(failedRow(spec, 'no adapter')).toEqual({
    ...spec,
    p50Ms: null,
    p95Ms: null,
    n: 0,
    reason: 'no adapter',
  });
});

test('a cold start has its worst beside its median', () => {
  expect(coldStartRow(spec, [500, 900, 600])).toMatchObject({
    method: 'fast',
    p50Ms: 600,
    worstMs: 900,
    n: 3,
  });
});

test('quantiles are values that were measured', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([7], 0.95)).toBe(7);
});
