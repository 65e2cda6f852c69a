import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamGuard } from './stream-guard.ts';

const key = (streamSeq: number) => ({ streamSeq, key: true });
const delta = (streamSeq: number) => ({ streamSeq, key: false });

function started(): StreamGuard<{ streamSeq: number; key: boolean }> {
  const guard = new StreamGuard();
  guard.accept(key(0), 0);
  return guard;
}

describe('StreamGuard', () => {
  it('waits for a key frame and asks for one, not too often', () => {
    const guard = new StreamGuard();
    expect(guard.accept(delta(5), 0)).toEqual({ ready: [], dropped: [delta(5)], needKey: true });
    expect(guard.accept(delta(6), 100).needKey).toBe(false);
    expect(guard.tick(200).needKey).toBe(true);
    expect(guard.accept(key(9), 210)).toEqual({ ready: [key(9)], dropped: [], needKey: false });
    expect(guard.accept(delta(10), 220).ready).toEqual([delta(10)]);
  });

  it('puts overtaken frames in order', () => {
    const guard = started();
    expect(guard.accept(delta(2), 1)).toEqual({ ready: [], dropped: [], needKey: false });
    expect(guard.accept(delta(1), 2).ready).toEqual([delta(1), delta(2)]);
  });

  it('gives up on a missing frame after a while', () => {
    const guard = started();
    guard.accept(delta(2), 10);
    expect(guard.tick(49).dropped).toEqual([]);
    expect(guard.tick(50)).toEqual({ ready: [], dropped: [delta(2)], needKey: true });
  });

  it('gives up when too many wait', () => {
    const guard = started();
    for (const seq of [2, 3, 4, 5]) expect(guard.accept(delta(seq), 1).dropped).toEqual([]);
    const verdict = guard.accept(delta(6), 1);
    expect(verdict.dropped).toHaveLength(5);
    expect(verdict.needKey).toBe(true);
  });

  it('lets a key frame overtake, and releases what waited behind it', () => {
    const guard = started();
    guard.accept(delta(2), 1);
    guard.accept(delta(4), 1);
    expect(guard.accept(key(3), 2)).toEqual({
      ready: [key(3), delta(4)],
      dropped: [delta(2)],
      needKey: false,
    });
    expect(guard.accept(delta(1), 3).dropped).toEqual([delta(1)]);
  });

  it('takes nothing but a key frame after a reset, not even the next in order', () => {
    const guard = started();
    expect(guard.reset(10).needKey).toBe(true);
    expect(guard.accept(delta(1), 11)).toMatchObject({ ready: [], dropped: [delta(1)] });
    expect(guard.accept(key(2), 12).ready).toEqual([key(2)]);
  });

  it('only ever releases decodable runs, each frame once, and keeps a bounded number', () => {
    const arrival = fc.record({
      streamSeq: fc.integer({ min: 0, max: 40 }),
      key: fc.boolean(),
      afterMs: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 120 }), (arrivals) => {
        const guard = new StreamGuard();
        let nowMs = 0;
        let last: number | undefined;
        let kept = 0;
        for (const { streamSeq, key: isKey, afterMs } of arrivals) {
          nowMs += afterMs;
          const { ready, dropped } = guard.accept({ streamSeq, key: isKey }, nowMs);
          for (const frame of ready) {
            expect(frame.key || frame.streamSeq === last! + 1).toBe(true);
            expect(frame.streamSeq).toBeGreaterThan(last ?? -1);
            last = frame.streamSeq;
          }
          kept += 1 - ready.length - dropped.length;
          expect(kept).toBeGreaterThanOrEqual(0);
          expect(kept).toBeLessThanOrEqual(4);
        }
      }),
      { numRuns: 500 },
    );
  });
});
