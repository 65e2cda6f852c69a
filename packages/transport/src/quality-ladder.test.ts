import { describe, expect, it } from 'vitest';
import { broadcastRateBps } from './broadcast-rate.ts';
import { QualityLadder } from './quality-ladder.ts';

const GOOD = 4e6;
const WHOLE = { frameDivisor: 1, inputScale: 1 };

describe('QualityLadder', () => {
  it('takes bits first, then frames, then pixels', () => {
    const ladder = new QualityLadder(GOOD);
    expect(ladder.update(GOOD, 0)).toEqual({ ...WHOLE, bitrateBps: GOOD });
    expect(ladder.update(1.5e6, 1)).toEqual({ ...WHOLE, bitrateBps: 1.5e6 });
    expect(ladder.update(0.5e6, 2)).toEqual({ frameDivisor: 2, inputScale: 1, bitrateBps: 0.5e6 });
    expect(ladder.update(0.35e6, 3)).toMatchObject({ frameDivisor: 2, inputScale: 0.75 });
    expect(ladder.update(0.1e6, 4)).toEqual({ frameDivisor: 2, inputScale: 0.5, bitrateBps: 0.1e6 });
  });

  it('goes up one step at a time, and only after the room has been there for seconds', () => {
    const ladder = new QualityLadder(GOOD);
    ladder.update(0.1e6, 0);
    expect(ladder.update(GOOD, 1000).inputScale).toBe(0.5);
    expect(ladder.update(GOOD, 3999).inputScale).toBe(0.5);
    expect(ladder.update(GOOD, 4000)).toMatchObject({ inputScale: 0.75, frameDivisor: 2 });
    ladder.update(GOOD, 4001);
    expect(ladder.update(GOOD, 7001)).toMatchObject({ inputScale: 1, frameDivisor: 2 });
  });

  it('waits anew when the room was gone for a moment', () => {
    const ladder = new QualityLadder(GOOD);
    ladder.update(0.5e6, 0);
    ladder.update(GOOD, 1000);
    ladder.update(0.7e6, 2500);
    ladder.update(GOOD, 2600);
    expect(ladder.update(GOOD, 4500).frameDivisor).toBe(2);
    expect(ladder.update(GOOD, 5600).frameDivisor).toBe(1);
  });
});

describe('broadcastRateBps', () => {
  it('follows the slowest line, and shares the cap among the copies', () => {
    const links = [
      { targetBps: 3e6, active: true },
      { targetBps: 2e6, active: false },
    ];
    expect(broadcastRateBps(links, 10e6)).toBe(2e6);
    expect(broadcastRateBps(links, 3e6)).toBe(1.5e6);
    expect(broadcastRateBps([], 3e6)).toBe(3e6);
  });

  it('leaves a standby behind whose line is far slower, but never the one that works', () => {
    const slow = { targetBps: 0.4e6, active: false };
    expect(broadcastRateBps([{ targetBps: 3e6, active: true }, slow], 10e6)).toBe(3e6);
    expect(
      broadcastRateBps(
        [
          { targetBps: 3e6, active: false },
          { ...slow, active: true },
        ],
        10e6,
      ),
    ).toBe(0.4e6);
  });
});
