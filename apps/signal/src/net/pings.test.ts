import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pingInTurn } from './pings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const INTERVAL_MS = 1_000;

/** @param silentMs how long each has said nothing, all the time */
function pingsOf(silentMs: readonly number[], isPinged = true): number[] {
  const pings = silentMs.map(() => 0);
  const open = new Map(
    silentMs.map((silent, n) => [
      {
        ping: () => {
          pings[n]! += 1;
        },
      },
      { isPinged, silentMs: silent },
    ]),
  );
  const stop = pingInTurn(open, INTERVAL_MS);
  vi.advanceTimersByTime(10 * INTERVAL_MS);
  stop();
  vi.advanceTimersByTime(10 * INTERVAL_MS);
  return pings;
}

it('asks the silent once an interval, and nobody who has just spoken', () => {
  expect(pingsOf([INTERVAL_MS, 0, INTERVAL_MS / 2, INTERVAL_MS / 2 - 1])).toEqual([10, 0, 10, 0]);
});

it('leaves those alone who have heartbeats of their own', () => {
  expect(pingsOf([INTERVAL_MS], false)).toEqual([0]);
});

it('spreads many over the interval', () => {
  const turnsOf = new Map<number, number>();
  const ping = () => turnsOf.set(Date.now(), (turnsOf.get(Date.now()) ?? 0) + 1);
  const open = new Map(
    Array.from({ length: 1000 }, () => [{ ping }, { isPinged: true, silentMs: INTERVAL_MS }]),
  );
  const stop = pingInTurn(open, INTERVAL_MS);
  vi.advanceTimersByTime(INTERVAL_MS);
  stop();
  expect(turnsOf.size).toBe(50);
  expect(Math.max(...turnsOf.values())).toBe(20);
});
