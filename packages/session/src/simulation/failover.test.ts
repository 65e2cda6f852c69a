import { describe, expect, it } from 'vitest';
import { type FailoverScenario, failoverGaps, type Loss } from './failover.ts';

/** A helper near by that takes a third or more of a frame time at 60 fps: an order is nearly always under way. */
const NEAR = { helpers: 2, tripMs: 0.5, serviceMs: 10 };
const LOSSES_EACH = 60;

function p95Of(loss: Loss, fps: number, scenario: Partial<FailoverScenario> = {}): number {
  const gaps = failoverGaps({ ...NEAR, loss, fps, ...scenario }, LOSSES_EACH).sort((a, b) => a - b);
  return gaps[Math.ceil(0.95 * gaps.length) - 1]!;
}

describe('failover', () => {
  it.each(['frozen', 'killed', 'farewell'] as const)(
    'shows the next frame within 50 ms at 60 fps: %s',
    (loss) => {
      expect(p95Of(loss, 60)).toBeLessThan(50);
    },
  );

  it('takes a farewell for what it is', () => {
    expect(p95Of('farewell', 30)).toBeLessThan(50);
    expect(p95Of('farewell', 30)).toBeLessThan(p95Of('frozen', 30));
  });

  it('has no gap but the deadline when nobody stands by', () => {
    expect(p95Of('farewell', 30, { helpers: 1 })).toBeGreaterThan(500);
  });
});
