import { describe, expect, it } from 'vitest';
import { jainIndex, PathSimulation, type SimulationOptions } from './path-simulation.ts';

const MBIT = 1e6;

function simulate(capMbps: number, more: Partial<SimulationOptions> = {}): PathSimulation {
  const line = { rateBps: capMbps * MBIT, delayMs: 10 };
  return new PathSimulation({
    sessions: 1,
    fps: 60,
    line,
    startBps: 2 * MBIT,
    maxBps: 10 * MBIT,
    staggerMs: 2000,
    seed: 1,
    ...more,
  });
}

function shares(simulation: PathSimulation, forMs: number): number[] {
  const before = simulation.sessions.map(({ bytesIn }) => bytesIn);
  simulation.run(forMs);
  return simulation.sessions.map(({ bytesIn }, i) => ((bytesIn - before[i]!) * 8000) / forMs);
}

describe('rate control over one bottleneck, simulated', () => {
  it.each([8, 4, 2])('uses a line of %i Mbit/s without filling its queue', (capMbps) => {
    const simulation = simulate(capMbps);
    simulation.run(8000);
    const steady = simulation.run(12_000);
    expect(simulation.queueP95Ms(steady)).toBeLessThan(40);
    expect(simulation.servedBps(steady) / (capMbps * MBIT)).toBeGreaterThan(0.8);
  });

  it.each([8, 4, 2])('lets two sessions share %i Mbit/s evenly, the later one too', (capMbps) => {
    const simulation = simulate(capMbps, { sessions: 2 });
    simulation.run(10_000);
    const fromMs = simulation.nowMs;
    const rates = shares(simulation, 20_000);
    expect(jainIndex(rates)).toBeGreaterThan(0.9);
    expect(simulation.queueP95Ms({ fromMs, toMs: simulation.nowMs })).toBeLessThan(40);
  });

  it.each([1, 2, 3, 4])('finds its way two seconds after the line shrank to a quarter (seed %i)', (seed) => {
    const simulation = simulate(8, { seed });
    simulation.run(8000);
    simulation.line.conditions = { rateBps: 2 * MBIT, delayMs: 10 };
    simulation.run(2000);
    const after = simulation.run(1000);
    expect(simulation.queueP95Ms(after)).toBeLessThan(40);
    expect(simulation.servedBps(after)).toBeGreaterThan(0.7 * 2 * MBIT);
  });

  it.each([1, 2, 3, 4])('finds within one second that the line grew to four times (seed %i)', (seed) => {
    const simulation = simulate(2, { seed });
    simulation.run(8000);
    simulation.line.conditions = { rateBps: 8 * MBIT, delayMs: 10 };
    simulation.run(1000);
    expect(simulation.servedBps(simulation.run(1000))).toBeGreaterThan(0.7 * 8 * MBIT);
  });

  it('neither starves a download beside it nor is starved by it', () => {
    const simulation = simulate(4, { withTcp: true });
    simulation.run(10_000);
    const before = simulation.tcp!.ackedBytes;
    const [ours = 0] = shares(simulation, 15_000);
    const download = ((simulation.tcp!.ackedBytes - before) * 8000) / 15_000;
    expect(download).toBeGreaterThan(0.3 * 4 * MBIT);
    expect(ours).toBeGreaterThan(0.1 * 4 * MBIT);
  });

  it('keeps its rate and its frames under random loss', () => {
    const simulation = simulate(20, { line: { rateBps: 20 * MBIT, delayMs: 10, lossRate: 0.02 } });
    simulation.run(6000);
    const [session] = simulation.sessions;
    const before = { sent: session!.sentFrames, whole: session!.tookMs.size };
    simulation.run(10_000);
    const whole = (session!.tookMs.size - before.whole) / (session!.sentFrames - before.sent);
    expect(whole).toBeGreaterThan(0.985);
    expect(session!.sender.targetBps).toBeGreaterThan(8 * MBIT);
  });
});

describe('rate control with a receiver that is busy, simulated', () => {
  const NARROW_BPS = 2 * MBIT;
  const SHARE = 0.6;

  it.each([
    { meanMs: 5, share: 0.3 },
    { meanMs: 15, share: 0.5 },
    { meanMs: 30, share: 0.5 },
  ])(
    'keeps to what the line carries when $share of the time nothing is read, $meanMs ms at once',
    (receiverBusy) => {
      const line = { rateBps: NARROW_BPS, delayMs: 5 };
      const simulation = simulate(2, { fps: 30, line, share: SHARE, maxBps: 6 * MBIT, receiverBusy });
      simulation.run(6_000);
      const { sender } = simulation.sessions[0]!;
      const looks = Array.from({ length: 200 }, () => {
        simulation.run(100);
        return { targetBps: sender.targetBps, capacityBps: sender.path.capacityBps! };
      });
      const high = (of: (look: (typeof looks)[number]) => number) =>
        looks.map(of).toSorted((a, b) => a - b)[Math.floor(looks.length * 0.9)]!;
      expect(high(({ capacityBps }) => capacityBps)).toBeLessThan(1.1 * NARROW_BPS);
      expect(high(({ targetBps }) => targetBps)).toBeLessThan(1.1 * SHARE * NARROW_BPS);
      expect(high(({ targetBps }) => -targetBps)).toBeLessThan(-0.75 * SHARE * NARROW_BPS);
    },
  );
});

describe('jainIndex', () => {
  it('is 1 for equals and 1/n when one has all', () => {
    expect(jainIndex([3, 3, 3])).toBeCloseTo(1);
    expect(jainIndex([5, 0])).toBeCloseTo(0.5);
  });
});
