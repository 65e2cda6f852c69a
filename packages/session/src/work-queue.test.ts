import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceEstimate } from './service-estimate.ts';
import { WorkQueue } from './work-queue.ts';

describe('WorkQueue', () => {
  it('works on the earliest deadline first', () => {
    const queue = new WorkQueue<string>();
    for (const [work, deadlineAtMs] of [
      ['b', 60],
      ['a', 50],
      ['c', 70],
      ['b2', 60],
    ] as const)
      queue.push({ work, deadlineAtMs }, 10, 0);
    const taken = [1, 2, 3, 4].map(() => queue.take(() => 10, 0).next?.work);
    expect(taken).toEqual(['a', 'b', 'b2', 'c']);
  });

  it('gives back what would be late, when it comes and when its turn comes', () => {
    const queue = new WorkQueue<string>();
    expect(queue.push({ work: 'x', deadlineAtMs: 9 }, 10, 0)).toEqual({ work: 'x', reason: 'late' });
    queue.push({ work: 'a', deadlineAtMs: 20 }, 10, 0);
    queue.push({ work: 'b', deadlineAtMs: 40 }, 10, 0);
    expect(queue.take(() => 10, 15)).toEqual({
      next: { work: 'b', deadlineAtMs: 40 },
      dropped: [{ work: 'a', reason: 'late' }],
    });
  });

  it('in a full queue gives back the order with most time left', () => {
    const queue = new WorkQueue<string>({ maxLength: 2 });
    queue.push({ work: 'a', deadlineAtMs: 50 }, 10, 0);
    queue.push({ work: 'c', deadlineAtMs: 70 }, 10, 0);
    expect(queue.push({ work: 'b', deadlineAtMs: 60 }, 10, 0)).toEqual({ work: 'c', reason: 'busy' });
    expect(queue.push({ work: 'd', deadlineAtMs: 80 }, 10, 0)).toEqual({ work: 'd', reason: 'busy' });
    expect(queue.drain()).toEqual(['a', 'b']);
    expect(queue.length).toBe(0);
  });

  it('lets every order out exactly once, in time or as a drop', () => {
    const order = fc.record({
      leftMs: fc.integer({ min: 0, max: 120 }),
      afterMs: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 80 }),
        fc.integer({ min: 1, max: 30 }),
        (orders, serviceMs) => {
          const queue = new WorkQueue<number>();
          const out: number[] = [];
          let nowMs = 0;
          orders.forEach(({ leftMs, afterMs }, work) => {
            nowMs += afterMs;
            const drop = queue.push({ work, deadlineAtMs: nowMs + leftMs }, serviceMs, nowMs);
            if (drop) out.push(drop.work);
            expect(queue.length).toBeLessThanOrEqual(8);
            if (work % 2) return;
            const { next, dropped } = queue.take(() => serviceMs, nowMs);
            if (next) expect(nowMs + serviceMs).toBeLessThanOrEqual(next.deadlineAtMs);
            out.push(...dropped.map((d) => d.work), ...(next ? [next.work] : []));
          });
          out.push(...queue.drain());
          expect(out.sort((a, b) => a - b)).toEqual(orders.map((_, i) => i));
        },
      ),
    );
  });
});

describe('ServiceEstimate', () => {
  it('follows slow frames and drifts back to the benchmark while none is done', () => {
    const estimate = new ServiceEstimate(10);
    for (let nowMs = 0; nowMs < 2_000; nowMs += 40) estimate.observe(40, nowMs);
    expect(estimate.expectedMs(2_000)).toBeGreaterThan(30);
    expect(estimate.expectedMs(5_000)).toBeCloseTo(10, 0);
  });

  it('does not refuse for ever what a benchmark on a busy machine says it cannot do', () => {
    const estimate = new ServiceEstimate(400);
    const queue = new WorkQueue<number>();
    let done = 0;
    let refusedInARow = 0;
    let longestRow = 0;
    for (let nowMs = 1; nowMs < 20_000; nowMs += 33) {
      const dropped = queue.push({ deadlineAtMs: nowMs + 90, work: 0 }, estimate.hopefulMs(nowMs), nowMs);
      refusedInARow = dropped ? refusedInARow + 1 : 0;
      longestRow = Math.max(longestRow, refusedInARow);
      if (dropped) continue;
      queue.drain();
      estimate.observe(12, nowMs);
      done++;
    }
    expect(longestRow * 33).toBeLessThan(4_000);
    expect(done).toBeGreaterThan(400);
    expect(estimate.expectedMs(60_000)).toBeLessThan(15);
  });
});
