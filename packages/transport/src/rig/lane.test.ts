import { describe, expect, it } from 'vitest';
import { burstsOf } from '../loss-model.ts';
import { Lane, type LaneConditions, type Served } from './lane.ts';

/** Sends one packet a millisecond; returns ids and times of arrival. */
function through(conditions: LaneConditions, packets: number, bytes = 1000, seed = 1) {
  const lane = new Lane<number>(conditions, seed);
  const arrived: { id: number; atMs: number }[] = [];
  for (let ms = 0; ms < packets + 2000; ms++) {
    if (ms < packets) lane.send(ms, bytes, ms);
    for (const id of lane.deliverUntil(ms)) arrived.push({ id, atMs: ms });
  }
  return { arrived, lane };
}

describe('Lane', () => {
  it('is perfect unless told otherwise', () => {
    const { arrived } = through({}, 100);
    expect(arrived).toEqual(Array.from({ length: 100 }, (_, id) => ({ id, atMs: id })));
  });

  it('is late by its delay, and jitter keeps the order', () => {
    const { arrived } = through({ delayMs: 10, jitterMs: 5 }, 1000);
    expect(arrived.map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, id) => id));
    expect(arrived.every(({ id, atMs }) => atMs >= id + 10)).toBe(true);
    expect(arrived.some(({ id, atMs }) => atMs > id + 15)).toBe(true);
  });

  it('lets later packets overtake the ones that it holds back', () => {
    const { arrived } = through({ reorderRate: 0.1, reorderMs: 5 }, 1000);
    expect(arrived).toHaveLength(1000);
    expect(arrived.some(({ id }, i) => i > 0 && id < arrived[i - 1]!.id)).toBe(true);
  });

  it('passes what the bottleneck can carry, makes the rest wait, and drops what the queue cannot hold', () => {
    // 8 Mbit/s offered to a line of 4, whose queue holds 100 ms.
    const { arrived, lane } = through({ rateBps: 4e6, queueBytes: 50_000 }, 1000);
    const inTheFirstSecond = arrived.filter(({ atMs }) => atMs <= 1000).length;
    expect(inTheFirstSecond).toBe(500);
    const { droppedPackets, deliveredPackets, offeredPackets } = lane.stats();
    expect(droppedPackets).toBeGreaterThan(400);
    expect(droppedPackets + deliveredPackets).toBe(offeredPackets);
    const latest = Math.max(...arrived.map(({ id, atMs }) => atMs - id));
    expect(latest).toBeGreaterThanOrEqual(98);
    expect(latest).toBeLessThanOrEqual(102);
  });

  it('tells how long each packet waited, and serves what waits at a new rate', () => {
    const lane = new Lane<number>({ rateBps: 8000 }, 1);
    const served: Served[] = [];
    lane.onServed = (each) => served.push(each);
    for (const id of [0, 1, 2]) lane.send(id, 10, 0);
    expect(lane.nextDueMs()).toBe(10);
    expect(lane.deliverUntil(10)).toEqual([0]);
    lane.conditions = { rateBps: 80_000 };
    expect(lane.deliverUntil(12)).toEqual([1, 2]);
    expect(served.map(({ queuedMs }) => queuedMs)).toEqual([0, 10, 11]);
    expect(lane.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets nothing through in a blackout', () => {
    const lane = new Lane<number>({ blackout: true }, 1);
    lane.send(1, 10, 0);
    lane.conditions = {};
    lane.send(2, 10, 1);
    expect(lane.deliverUntil(5)).toEqual([2]);
    expect(lane.stats().lostPackets).toBe(1);
  });

  it('loses the share asked for, also in bursts', () => {
    for (const conditions of [{ lossRate: 0.02 }, { burst: burstsOf(0.02, 4) }]) {
      const { lane } = through(conditions, 50_000);
      const { lostPackets, offeredPackets } = lane.stats();
      expect(lostPackets / offeredPackets).toBeGreaterThan(0.015);
      expect(lostPackets / offeredPackets).toBeLessThan(0.025);
    }
  });

  it('does the same for the same seed', () => {
    const bad = { lossRate: 0.1, jitterMs: 3, reorderRate: 0.1 };
    expect(through(bad, 500, 100, 7).arrived).toEqual(through(bad, 500, 100, 7).arrived);
    expect(through(bad, 500, 100, 7).arrived).not.toEqual(through(bad, 500, 100, 8).arrived);
  });
});
