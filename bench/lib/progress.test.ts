import { expect, test } from 'vitest';
import { progressLine } from './progress.ts';

test('the line says how much is done and what is left at the same pace', () => {
  expect(progressLine(5, 20, 10_000)).toBe('[######..................] 5/20, 30 s left');
});

test('more steps than foreseen do not overflow the bar', () => {
  expect(progressLine(3, 2, 100)).toBe(`[${'#'.repeat(24)}] 3/2, 0 s left`);
});
