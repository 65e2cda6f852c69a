import { expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { rowOf } from './rows.ts';

it('sums trials up by nearest rank', () => {
  const gaps = Array.from({ length: 20 }, (_, i) => ({ upscaledMs: 20 - i, anyMs: 2, quietMs: 3 + i }));
  const row = { trials: 20, p50Ms: 10, p95Ms: 19, maxMs: 20, anyMaxMs: 2, quietP50Ms: 12, quietP95Ms: 21 };
  expect(rowOf('kill', 60, gaps)).toMatchObject(row);
});

it('reads its command line, and says what is wrong with it', () => {
  expect(readOptions(['--trials', '3', '--causes', 'kill,none', '--fps', '60'])).toMatchObject({
    trials: 3,
    causes: ['kill', 'none'],
    fps: [60],
    helpers: 2,
  });
  expect(() => readOptions(['--causes', 'flood'])).toThrow(/--causes must be of kill/);
  expect(() => readOptions(['--trials', '0'])).toThrow(/--trials must be a whole number/);
});
