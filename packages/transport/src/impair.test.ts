import { describe, expect, it } from 'vitest';
import { type Impairment, LossyPipe } from './impair.ts';

const PACKETS = 20_000;

function through(impairment: Impairment, seed = 1): number[] {
  const pipe = new LossyPipe(impairment, seed);
  const order: number[] = [];
  for (let i = 0; i < PACKETS; i++) {
    pipe.send(new Uint8Array(new Uint32Array([i]).buffer), i);
    for (const { packet } of pipe.deliverUntil(i)) order.push(new Uint32Array(packet.buffer)[0]!);
  }
  for (const { packet } of pipe.deliverUntil(Number.POSITIVE_INFINITY))
    order.push(new Uint32Array(packet.buffer)[0]!);
  return order;
}

describe('LossyPipe', () => {
  it('is perfect unless told otherwise, and late by its delay', () => {
    expect(through({})).toEqual(Array.from({ length: PACKETS }, (_, i) => i));
    const pipe = new LossyPipe({ delayMs: 10 }, 1);
    pipe.send(new Uint8Array(1), 5);
    expect(pipe.deliverUntil(14.9)).toEqual([]);
    expect(pipe.deliverUntil(15)).toHaveLength(1);
  });

  it('loses the share asked for', () => {
    expect(through({ lossRate: 0.02 }).length / PACKETS).toBeCloseTo(0.98, 2);
  });

  it('loses in bursts of the mean length asked for', () => {
    const arrived = through({ burst: { enterRate: 0.01, meanPackets: 4 } });
    const gaps = arrived.slice(1).map((id, i) => id - arrived[i]! - 1);
    const bursts = gaps.filter((gap) => gap > 0);
    const mean = bursts.reduce((sum, gap) => sum + gap, 0) / bursts.length;
    expect(mean).toBeGreaterThan(3.3);
    expect(mean).toBeLessThan(4.7);
  });

  it('reorders and duplicates', () => {
    const arrived = through({ reorderRate: 0.1, duplicateRate: 0.1 });
    expect(arrived.length / PACKETS).toBeCloseTo(1.1, 1);
    expect(arrived.some((id, i) => i > 0 && id < arrived[i - 1]!)).toBe(true);
  });

  it('does the same for the same seed', () => {
    const bad = { lossRate: 0.1, jitterMs: 3 };
    expect(through(bad, 7)).toEqual(through(bad, 7));
    expect(through(bad, 7)).not.toEqual(through(bad, 8));
  });
});
