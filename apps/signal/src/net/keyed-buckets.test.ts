import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedBuckets } from './keyed-buckets.ts';

it('counts for each key alone, and says how long to wait', () => {
  let nowMs = 0;
  const buckets = new KeyedBuckets(
    () => 2,
    1.5,
    () => nowMs,
  );
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0]);
  expect(buckets.take('a')).toBe(500);
  expect(buckets.take('b')).toBe(0);
  nowMs = 400;
  expect(buckets.waitMs('a')).toBe(100);
  nowMs = 500;
  expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 500]);
});

it('never lets more through than burst and rate together, however time goes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 300 }), { maxLength: 200, size: 'max' }), (steps) => {
      let nowMs = 0;
      let latestMs = 0;
      let taken = 0;
      const buckets = new KeyedBuckets(
        () => 5,
        2,
        () => nowMs,
      );
      buckets.take('a');
      taken += 1;
      for (const step of steps) {
        nowMs += step;
        latestMs += Math.abs(step);
        if (buckets.take('a') === 0) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(10 + (latestMs / 1000) * 5 + 1e-6);
    }),
  );
});

it('takes up a new rate at once, for everybody', () => {
  let perSecond = 1;
  const buckets = new KeyedBuckets(
    () => perSecond,
    1,
    () => 0,
  );
  expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1000]);
  perSecond = 2;
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 500]);
});

it('stays small through a flood of addresses', () => {
  const buckets = new KeyedBuckets(
    () => 1,
    5,
    () => 0,
  );
  for (let n = 0; n < 120_000; n += 1) buckets.take(`address ${n}`);
  expect(buckets.size).toBeLessThanOrEqual(50_000);
});
