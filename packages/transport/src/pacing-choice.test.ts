import { describe, expect, it } from 'vitest';
import { PacingChoice } from './pacing-choice.ts';

const CUT = { endsLost: true, capacityBps: 8e6, deliveredBps: 5e6 };
const WHOLE = { endsLost: false, capacityBps: 8e6, deliveredBps: 5e6 };

/** Asks twenty times a second for so long; returns how many of the answers were to spread packets. */
function pacedShare(
  choice: PacingChoice,
  endsLost: (paced: boolean) => boolean,
  fromMs: number,
  forMs: number,
) {
  let count = 0;
  let paced = false;
  for (let nowMs = fromMs; nowMs < fromMs + forMs; nowMs += 50) {
    paced = choice.update({ ...WHOLE, endsLost: endsLost(paced) }, nowMs) !== undefined;
    if (paced) count += 1;
  }
  return count / (forMs / 50);
}

describe('PacingChoice', () => {
  it('lets packets leave at once until the ends of frames are lost', () => {
    const choice = new PacingChoice();
    expect(choice.update(WHOLE, 0)).toBeUndefined();
    expect(choice.update(CUT, 50)).toBeGreaterThan(8e6);
    expect(choice.update(WHOLE, 100)).toBeGreaterThan(8e6);
  });

  it('follows what the line carries, and does nothing while that is not known', () => {
    const choice = new PacingChoice();
    expect(choice.update({ ...CUT, capacityBps: undefined }, 0)).toBeUndefined();
    const wide = choice.update({ ...WHOLE, capacityBps: 20e6 }, 50)!;
    const narrow = choice.update({ ...WHOLE, capacityBps: 2e6, deliveredBps: 1e6 }, 100)!;
    expect(wide / narrow).toBeCloseTo(10);
  });

  it('is never slower than what already comes through', () => {
    expect(new PacingChoice().update({ ...CUT, deliveredBps: 12e6 }, 0)).toBeGreaterThan(12e6);
  });

  it('never holds frames up for good, whatever a report says', () => {
    expect(new PacingChoice().update({ ...CUT, capacityBps: 1, deliveredBps: 0 }, 0)).toBeGreaterThan(1e5);
  });

  it('ends with patience, for good where no more ends are lost', () => {
    const choice = new PacingChoice();
    choice.update(CUT, 0);
    expect(pacedShare(choice, () => false, 50, 30_000)).toBe(1);
    pacedShare(choice, () => false, 30_050, 60_000);
    expect(pacedShare(choice, () => false, 90_050, 60_000)).toBe(0);
  });

  it('tries the end seldom where it is in vain', () => {
    const choice = new PacingChoice();
    choice.update(CUT, 0);
    const tries = 20 * 60 * (1 - pacedShare(choice, (paced) => !paced, 50, 3_600_000)) * 60;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(20);
  });
});
