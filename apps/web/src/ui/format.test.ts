import { describe, expect, it } from 'vitest';
import {
  formatBps,
  formatBytes,
  formatCount,
  formatDuration,
  formatFps,
  formatMs,
  formatShare,
  NONE,
  plural,
} from './format.ts';

describe('formatMs', () => {
  it('keeps a decimal only where it matters', () => {
    expect(formatMs(0.44)).toBe('0.4 ms');
    expect(formatMs(9.94)).toBe('9.9 ms');
    expect(formatMs(9.96)).toBe('10 ms');
    expect(formatMs(154.6)).toBe('155 ms');
    expect(formatMs(12_345)).toBe('12.3 s');
  });

  it('writes a dash for what is not known', () => {
    expect(formatMs(null)).toBe(NONE);
    expect(formatMs(Number.NaN)).toBe(NONE);
  });
});

describe('prefixes', () => {
  it('never writes a four-digit number before a larger unit exists', () => {
    expect(formatBps(999.4)).toBe('999 bit/s');
    expect(formatBps(999.6)).toBe('1.0 kbit/s');
    expect(formatBps(1_640_000)).toBe('1.6 Mbit/s');
    expect(formatBytes(999_700)).toBe('1.0 MB');
    expect(formatBytes(23_400_000)).toBe('23 MB');
    expect(formatBytes(0)).toBe('0 B');
  });

  it('stays in the largest unit rather than run out of units', () => {
    expect(formatBps(5e15)).toBe('5000000 Gbit/s');
  });
});

describe('the rest', () => {
  it('formats shares, counts, rates and times', () => {
    expect(formatShare(0)).toBe('0 %');
    expect(formatShare(0.0004)).toBe('< 0.1 %');
    expect(formatShare(0.021)).toBe('2.1 %');
    expect(formatShare(0.97)).toBe('97 %');
    expect(formatCount(1_234_567)).toBe('1\u2009234\u2009567');
    expect(formatFps(29.97)).toBe('30');
    expect(formatFps(7.25)).toBe('7.3');
    expect(formatDuration(59_999)).toBe('59 s');
    expect(formatDuration(3 * 3_600_000 + 5 * 60_000)).toBe('3 h 05 min');
    expect(plural(1, 'helper')).toBe('1 helper');
    expect(plural(0, 'helper')).toBe('0 helpers');
  });
});
