import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';
import { BREAKER_MAX_STEPS, BREAKER_OUT_MS } from './dispatch-constants.ts';

describe('Breaker', () => {
  it('opens after three misses in a row', () => {
    const breaker = new Breaker();
    expect([breaker.miss(0), breaker.miss(0)]).toEqual([false, false]);
    breaker.succeed();
    expect([breaker.miss(0), breaker.miss(0), breaker.miss(0)]).toEqual([false, false, true]);
    expect(breaker.state(499)).toBe('open');
    expect(breaker.state(500)).toBe('half-open');
  });

  it('stays out longer each time the trial fails, up to a limit, and forgets on success', () => {
    const breaker = new Breaker();
    let nowMs = 0;
    breaker.trip(nowMs);
    for (let step = 1; step <= BREAKER_MAX_STEPS + 3; step++) {
      const outMs = BREAKER_OUT_MS * Math.min(step, BREAKER_MAX_STEPS);
      expect(breaker.state(nowMs + outMs - 1)).toBe('open');
      nowMs += outMs;
      expect(breaker.miss(nowMs)).toBe(true);
    }
    breaker.succeed();
    expect(breaker.state(nowMs)).toBe('closed');
    breaker.trip(nowMs);
    expect(breaker.state(nowMs + BREAKER_OUT_MS)).toBe('half-open');
  });

  it('does not count what was under way when it opened', () => {
    const breaker = new Breaker();
    breaker.trip(0);
    expect(breaker.miss(1)).toBe(false);
    expect(breaker.state(BREAKER_OUT_MS)).toBe('half-open');
  });
});
