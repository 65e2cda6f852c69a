import { describe, expect, it } from 'vitest';
import type { PathState } from './path-meter.ts';
import { RateController } from './rate-controller.ts';

const LIMITS = { startBps: 6e6, minBps: 1e5, maxBps: 6e6 };
const STEADY: PathState = {
  line: 'steady',
  standingMs: 0,
  loss: { rate: 0, burstPackets: 1 },
  seenLossRate: 0,
  deliveredBps: undefined,
  capacityBps: undefined,
  endsLost: false,
};

/** Reports twenty times a second; returns the last target. */
function report(controller: RateController, path: Partial<PathState>, fromMs: number, forMs: number): number {
  for (let nowMs = fromMs; nowMs < fromMs + forMs; nowMs += 50)
    controller.update({ ...STEADY, ...path }, nowMs);
  return controller.targetBps;
}

describe('RateController', () => {
  it('makes frames smaller for a narrow line, though they come too seldom to fill it', () => {
    const controller = new RateController(LIMITS);
    const seldom = { deliveredBps: 0.3e6, capacityBps: 2e6 };
    expect(report(controller, seldom, 0, 100)).toBeGreaterThan(0.9 * LIMITS.startBps);
    expect(report(controller, seldom, 100, 1000)).toBe(0.85 * 2e6);
  });

  it('gives back what the largest of many measures allowed too much', () => {
    const controller = new RateController({ ...LIMITS, startBps: 1.7e6 });
    const after = report(controller, { deliveredBps: 1.7e6, capacityBps: 1.9e6 }, 0, 3000);
    expect(after / (0.85 * 1.9e6)).toBeCloseTo(1, 1);
    expect(after).toBeLessThan(1.7e6);
  });

  it('does not believe in a capacity below what comes through', () => {
    const controller = new RateController(LIMITS);
    expect(report(controller, { deliveredBps: 6e6, capacityBps: 2e6 }, 0, 1000)).toBe(LIMITS.maxBps);
  });

  it('goes on at its share of the line as soon as a long queue is gone', () => {
    const controller = new RateController(LIMITS);
    const full = { line: 'filling', standingMs: 200, deliveredBps: 2e6, capacityBps: 2e6 } as const;
    const cut = report(controller, full, 0, 200);
    expect(cut).toBeLessThan(0.7 * 2e6);
    const drained = { deliveredBps: cut, capacityBps: 2e6 };
    expect(report(controller, { ...drained, line: 'emptying' }, 200, 200)).toBe(cut);
    expect(report(controller, drained, 400, 50)).toBe(0.85 * 2e6);
  });

  it('grows faster where trains of packets tell of much room', () => {
    const after = (capacityBps: number) => {
      const controller = new RateController({ ...LIMITS, startBps: 1e6 });
      return report(controller, { deliveredBps: 1e6, capacityBps }, 0, 250);
    };
    expect(after(9e6)).toBeGreaterThan(after(2.3e6));
  });
});
