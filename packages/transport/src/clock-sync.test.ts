import { describe, expect, it } from 'vitest';
import { ClockSync } from './clock-sync.ts';
import { exponential, seededRandom } from './random.ts';

describe('ClockSync', () => {
  it('knows nothing before the first answer', () => {
    const sync = new ClockSync();
    expect([sync.rttMs, sync.minRttMs, sync.offsetMs]).toEqual([undefined, undefined, undefined]);
  });

  it('finds the offset through queues that delay both ways unequally', () => {
    const random = seededRandom(3);
    const sync = new ClockSync();
    for (let i = 0; i < 32; i++) {
      const sentMs = i * 250;
      const thereMs = 10 + exponential(random, 8);
      const backMs = 10 + exponential(random, 2);
      sync.onPong({ sentMs, remoteMs: sentMs + thereMs + 5_000, receivedMs: sentMs + thereMs + backMs });
    }
    expect(sync.offsetMs).toBeGreaterThan(4_998);
    expect(sync.offsetMs).toBeLessThan(5_002);
    expect(sync.rttMs).toBeGreaterThan(22);
    expect(sync.jitterMs).toBeGreaterThan(2);
  });

  it('learns the round trip from answers without a clock', () => {
    const sync = new ClockSync();
    sync.onPong({ sentMs: 5, receivedMs: 25 });
    expect([sync.rttMs, sync.minRttMs, sync.offsetMs]).toEqual([20, 20, undefined]);
  });

  it('ignores answers from the future', () => {
    const sync = new ClockSync();
    sync.onPong({ sentMs: 10, remoteMs: 0, receivedMs: 5 });
    sync.onPong({ sentMs: Number.NaN, remoteMs: 0, receivedMs: 5 });
    expect(sync.rttMs).toBeUndefined();
  });

  it('forgets a short route that is no more', () => {
    const sync = new ClockSync();
    sync.onPong({ sentMs: 0, remoteMs: 0, receivedMs: 2 });
    for (let i = 0; i < 32; i++) sync.onPong({ sentMs: 0, remoteMs: 0, receivedMs: 50 });
    expect(sync.minRttMs).toBe(50);
  });
});
