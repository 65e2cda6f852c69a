import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WakeTimer } from './wake-timer.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

it('runs once, at the time set last', () => {
  const run = vi.fn();
  const timer = new WakeTimer(run);
  timer.set(performance.now() + 5);
  timer.set(performance.now() + 10.4);
  vi.advanceTimersByTime(10);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(50);
  expect(run).toHaveBeenCalledTimes(1);
});

it('does not run when cancelled', () => {
  const run = vi.fn();
  const timer = new WakeTimer(run);
  timer.set(performance.now() + 5);
  timer.cancel();
  vi.advanceTimersByTime(50);
  expect(run).not.toHaveBeenCalled();
});

it('lets what waits on the thread go first when it comes late', () => {
  const seen: string[] = [];
  new WakeTimer(() => seen.push('timer')).set(performance.now() - 10);
  setTimeout(() => seen.push('packet'));
  vi.advanceTimersByTime(5);
  expect(seen).toEqual(['packet', 'timer']);
});
