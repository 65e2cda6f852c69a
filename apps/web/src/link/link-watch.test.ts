import { describe, expect, it } from 'vitest';
import {
  LinkWatch,
  MOST_WISHES,
  PATIENCE_MS,
  type Pulse,
  RESTART_AFTER_MS,
  RESTART_EVERY_MS,
  type WatchOrder,
} from './link-watch.ts';

const SILENT_AFTER_MS = 3_000;
const STEP_MS = 50;

/** Runs a watch over some time, and returns what it ordered, with the times. */
function watched(
  untilMs: number,
  pulses: (nowMs: number) => readonly Pulse[],
  sleeps: readonly [number, number] = [Number.POSITIVE_INFINITY, 0],
): { atMs: number; order: WatchOrder }[] {
  const watch = new LinkWatch(SILENT_AFTER_MS);
  const orders: { atMs: number; order: WatchOrder }[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += STEP_MS) {
    if (nowMs >= sleeps[0] && nowMs < sleeps[1]) continue;
    for (const order of watch.tick(pulses(nowMs), nowMs)) orders.push({ atMs: nowMs, order });
  }
  return orders;
}

const well = (id: string, nowMs: number): Pulse => ({ id, heardMs: nowMs, echoedMs: nowMs });
const silentSince = (id: string, sinceMs: number, nowMs: number): Pulse => well(id, Math.min(sinceMs, nowMs));
const first = (orders: ReturnType<typeof watched>, type: WatchOrder['type']) =>
  orders.find(({ order }) => order.type === type);

describe('a watch over links', () => {
  it('leaves those alone that answer', () => {
    expect(watched(20_000, (nowMs) => [well('a', nowMs), well('b', nowMs)])).toEqual([]);
  });

  it('looks for a new path to one that fell silent, and gives it up when that was in vain', () => {
    const orders = watched(4_100, (nowMs) => [silentSince('a', 1_000, nowMs), well('b', nowMs)]);
    expect(first(orders, 'restart')).toEqual({
      atMs: 1_000 + RESTART_AFTER_MS + STEP_MS,
      order: { type: 'restart', id: 'a' },
    });
    expect(first(orders, 'give-up')).toEqual({
      atMs: 1_000 + SILENT_AFTER_MS + STEP_MS,
      order: { type: 'give-up', id: 'a', reason: 'the other side fell silent', ownLine: false },
    });
  });

  it('finds one of which a single direction is lost', () => {
    const orders = watched(6_000, (nowMs) => [
      { id: 'a', heardMs: nowMs, echoedMs: Math.min(nowMs, 1_000) },
      well('b', nowMs),
    ]);
    expect(first(orders, 'restart')?.order).toEqual({ type: 'restart', id: 'a' });
    expect(first(orders, 'give-up')?.order).toMatchObject({ reason: 'the other side does not hear us' });
  });

  it('takes its own line for the cause when all fall silent, waits longer and blames nobody', () => {
    const all = (nowMs: number) => ['a', 'b'].map((id) => silentSince(id, 1_000, nowMs));
    expect(first(watched(1_000 + PATIENCE_MS, all), 'give-up')).toBeUndefined();
    expect(first(watched(2_000 + PATIENCE_MS, all), 'give-up')?.order).toMatchObject({
      ownLine: true,
    });
  });

  it('is as patient with the only one there is', () => {
    const only = (nowMs: number) => [silentSince('a', 1_000, nowMs)];
    expect(first(watched(1_000 + PATIENCE_MS, only), 'give-up')).toBeUndefined();
    expect(first(watched(2_000 + PATIENCE_MS, only), 'give-up')?.order).toMatchObject({ ownLine: false });
  });

  it('holds nothing against others that happened while it slept', () => {
    const asleep = [1_000, 60_000] as const;
    const before = (nowMs: number) =>
      nowMs < 61_000 ? [silentSince('a', 1_000, nowMs)] : [well('a', nowMs)];
    expect(watched(70_000, before, asleep).map(({ order }) => order.type)).toEqual(['restart']);
  });

  it('heeds a wish for another path now and then: not just after a new one, and not without end', () => {
    const watch = new LinkWatch(3_000);
    const heeded: number[] = [];
    for (let nowMs = 0; nowMs < 120_000; nowMs += 250) if (watch.mayRestart('a', nowMs)) heeded.push(nowMs);
    expect(heeded.slice(0, 2)).toEqual([0, RESTART_EVERY_MS]);
    expect(heeded.filter((atMs) => atMs < 60_000)).toHaveLength(MOST_WISHES);
    expect(heeded).toHaveLength(2 * MOST_WISHES);
    expect(watch.mayRestart('b', 120_000)).toBe(true);
  });
});
