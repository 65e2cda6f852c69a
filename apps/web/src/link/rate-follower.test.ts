import { describe, expect, it } from 'vitest';
import { lineLimits } from './line-limits.ts';
import { RateFollower } from './rate-follower.ts';

describe('RateFollower', () => {
  it('tells of changes that are worth it, and never beyond the ceiling', () => {
    const follower = new RateFollower(2e6);
    expect(follower.carried(1.95e6)).toBeUndefined();
    expect(follower.carried(1.5e6)).toBe(1.5e6);
    expect(follower.carried(9e6)).toBe(2e6);
    expect(follower.ceiling(1e6)).toBe(1e6);
    expect(follower.carried(8e6)).toBeUndefined();
    expect(follower.ceiling(4e6)).toBe(4e6);
  });
});

describe('lineLimits', () => {
  it('starts with room for parity beside a good picture', () => {
    const { startBps, minBps, maxBps } = lineLimits({ width: 320, height: 180 }, 30);
    expect(startBps).toBeGreaterThan(2e6);
    expect(maxBps).toBeGreaterThan(startBps);
    expect(minBps).toBeLessThan(startBps / 4);
  });
});
