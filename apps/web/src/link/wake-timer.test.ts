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

it('keeps the browser’s timer when a later time is set, and brings it forward for an earlier one', () => {
  const armed = vi.spyOn(globalThis, 'setTimeout');
  const run = vi.fn();
  const timer = new WakeTimer(run);
  const startMs = performance.now();
  for (let later = 5; later < 25; later += 1) timer.set(startMs + later);
  expect(armed).toHaveBeenCalledTimes(1);
  timer.set(startMs + 3);
  expect(armed).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(3);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
});

it('runs once more when set again from its own run', () => {
  const times: number[] = [];
  const startMs = performance.now();
  const timer = new WakeTimer(() => {
    times.push(performance.now() - startMs);
    if (times.length < 3) timer.set(performance.now() + 7);
  });
  timer.set(startMs + 7);
  vi.advanceTimersByTime(100);
  expect(times).toEqual([7, 14, 21]);
});

it('is put off by what it let go first', () => {
  const times: number[] = [];
  const startMs = performance.now();
  const timer = new WakeTimer(() => times.push(performance.now() - startMs));
  timer.set(startMs - 10);
  setTimeout(() => timer.set(startMs + 20));
  vi.advanceTimersByTime(100);
  expect(times).toEqual([20]);
});
