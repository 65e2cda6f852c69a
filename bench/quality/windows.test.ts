import { expect, test } from 'vitest';
import { RUN_FRAMES, spread, windows } from './windows.ts';

test('a spread takes from everywhere, and all when asked for all', () => {
  const items = Array.from({ length: 10 }, (_, i) => i);
  expect(spread(items, 2)).toEqual([2, 7]);
  expect(spread(items, 0)).toEqual(items);
  expect(spread(items, 99)).toEqual(items);
});

test('runs of successive frames lie inside the clip and apart from each other', () => {
  const chosen = [...windows(300, 32)];
  expect(chosen).toHaveLength(32);
  const starts = chosen.filter((frame, i) => frame !== chosen[i - 1]! + 1);
  expect(starts).toHaveLength(32 / RUN_FRAMES);
  expect(chosen[0]).toBeGreaterThan(RUN_FRAMES);
  expect(chosen.at(-1)).toBeLessThan(300);
});

test('short clips are taken whole, and a small limit is kept', () => {
  expect(windows(20, 32).size).toBe(20);
  expect(windows(20, 0).size).toBe(20);
  expect(windows(100, 3).size).toBe(3);
});
