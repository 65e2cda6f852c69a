import { describe, expect, it } from 'vitest';
import { linePath, niceTop } from './sparkline-path.ts';

const box = { width: 100, height: 50, capacity: 11 };

describe('niceTop', () => {
  it('rounds up to a calm number and never below the floor', () => {
    expect(niceTop([], 20)).toBe(20);
    expect(niceTop([3, null, 41], 20)).toBe(50);
    expect(niceTop([100], 20)).toBe(100);
    expect(niceTop([101], 20)).toBe(150);
  });
});

describe('linePath', () => {
  it('puts the newest value at the right edge', () => {
    expect(linePath([0, 50], 50, box)).toBe('M90 50L100 0');
  });

  it('breaks the line at a gap', () => {
    expect(linePath([25, null, 25, 25], 50, box)).toBe('M70 25M90 25L100 25');
  });

  it('keeps only the newest values and clips at the top', () => {
    const values = Array.from({ length: 40 }, () => 999);
    const path = linePath(values, 50, box);
    expect(path.startsWith('M0 0')).toBe(true);
    expect(path.match(/[ML]/g)).toHaveLength(11);
  });

  it('draws nothing from nothing', () => {
    expect(linePath([], 50, box)).toBe('');
    expect(linePath([null, null], 50, box)).toBe('');
  });
});
