import { expect, it } from 'vitest';
import { BandNumbers } from './band-numbers.ts';

it('gives the same rows the same number, and others another', () => {
  const numbers = new BandNumbers();
  const upper = numbers.of({ y: 0, height: 176 });
  expect(numbers.of({ y: 176, height: 184 })).not.toBe(upper);
  expect(numbers.of({ y: 0, height: 176 })).toBe(upper);
  expect(upper).toBeGreaterThan(0);
});

it('stays within a byte, and takes numbers from places long unused', () => {
  const numbers = new BandNumbers();
  const kept = numbers.of({ y: 0, height: 16 });
  const given = Array.from({ length: 400 }, (_, i) => {
    expect(numbers.of({ y: 0, height: 16 })).toBe(kept);
    return numbers.of({ y: 16 * (i + 1), height: 16 });
  });
  expect(Math.min(...given)).toBeGreaterThan(0);
  expect(Math.max(...given)).toBeLessThan(256);
  expect(given).not.toContain(kept);
  expect(new Set(given.slice(-254)).size).toBe(254);
});
