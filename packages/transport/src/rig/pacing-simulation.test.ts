import { describe, expect, it } from 'vitest';
import { burstsOf } from '../loss-model.ts';
import type { LaneConditions } from './lane.ts';
import { PathSimulation, type SimulationOptions } from './path-simulation.ts';

const DELAY_MS = 10;
const IN_TIME_MS = 33;
/** Frames of one size, whatever the rate controller would like. */
const FIXED = { frameBytes: 20_000, startBps: 30e6, minBps: 30e6, maxBps: 30e6 };
const FOLLOWING = { startBps: 2e6, maxBps: 12e6 };

function simulate(line: LaneConditions, more: Partial<SimulationOptions>, forMs: number) {
  const simulation = new PathSimulation({
    sessions: 1,
    fps: 60,
    seed: 1,
    ...FIXED,
    ...more,
    line: { delayMs: DELAY_MS, ...line },
  });
  let pacedMs = 0;
  while (simulation.nowMs < forMs) {
    const { fromMs, toMs } = simulation.run(50);
    if (simulation.sessions.some(({ sender }) => sender.pacedBps !== undefined)) pacedMs += toMs - fromMs;
  }
  return { simulation, pacedMs };
}

/** Of the frames sent in the second half, but for the last ones, those that came whole in time. */
function inTime({ sessions, nowMs }: PathSimulation): number {
  const [{ sentMs, tookMs }] = sessions as [(typeof sessions)[number]];
  const sent = [...sentMs].filter(([, atMs]) => atMs > nowMs / 2 && atMs < nowMs - 200);
  return sent.filter(([id]) => (tookMs.get(id) ?? Infinity) - DELAY_MS <= IN_TIME_MS).length / sent.length;
}

describe('pacing on a line of 14 Mbit/s, simulated', () => {
  const rateBps = 14e6;

  it.each([8, 16])('brings frames through a queue of %i KiB, which is shorter than they are', (kib) => {
    const line = { rateBps, queueBytes: kib << 10 };
    expect(inTime(simulate(line, { neverPaced: true }, 3_000).simulation)).toBeLessThan(0.3);
    const { simulation, pacedMs } = simulate(line, {}, 5_000);
    expect(pacedMs).toBeGreaterThan(4_000);
    expect(inTime(simulation)).toBeGreaterThan(0.95);
  });

  it('has nothing to do behind a queue of 64 KiB', () => {
    const { simulation, pacedMs } = simulate({ rateBps }, {}, 10_000);
    expect(pacedMs).toBe(0);
    expect(inTime(simulation)).toBeGreaterThan(0.98);
  });

  it('ends when the queue has become longer, and the patience is over', () => {
    const { simulation } = simulate({ rateBps, queueBytes: 16 << 10 }, { fps: 30 }, 5_000);
    expect(simulation.sessions[0]!.sender.pacedBps).toBeDefined();
    simulation.line.conditions = { rateBps, delayMs: DELAY_MS };
    simulation.run(65_000);
    expect(simulation.sessions[0]!.sender.pacedBps).toBeUndefined();
  });
});

describe('pacing on lines that lose packets anywhere, simulated', () => {
  it.each([
    ['2 % at random', { lossRate: 0.02 }],
    ['10 % at random', { lossRate: 0.1 }],
    ['bursts of 4', { burst: burstsOf(0.02, 4) }],
    ['bursts of 10', { burst: burstsOf(0.05, 10) }],
  ])('does not begin with %s', (_, loss) => {
    expect(simulate({ rateBps: 40e6, ...loss }, {}, 6_000).pacedMs).toBe(0);
  });
});

describe('pacing beside rate control, simulated', () => {
  it.each([12, 8])('lets a line of %i Mbit/s with a queue of 8 KiB be used', (capMbps) => {
    const line = { rateBps: capMbps * 1e6, queueBytes: 8 << 10 };
    const servedShare = ({ simulation }: ReturnType<typeof simulate>) =>
      simulation.servedBps({ fromMs: 10_000, toMs: 20_000 }) / line.rateBps;
    const following = { ...FOLLOWING, ...{ frameBytes: undefined, minBps: 1e5 } };
    expect(servedShare(simulate(line, { ...following, neverPaced: true }, 20_000))).toBeLessThan(0.5);
    const paced = simulate(line, following, 20_000);
    expect(servedShare(paced)).toBeGreaterThan(0.75);
    expect(inTime(paced.simulation)).toBeGreaterThan(0.97);
  });

  it('finds that a line has become wider, while packets are spread', () => {
    const following = { ...FOLLOWING, ...{ frameBytes: undefined, minBps: 1e5 } };
    const { simulation } = simulate({ rateBps: 4e6, queueBytes: 8 << 10 }, following, 8_000);
    expect(simulation.sessions[0]!.sender.pacedBps).toBeDefined();
    simulation.line.conditions = { rateBps: 12e6, queueBytes: 8 << 10, delayMs: DELAY_MS };
    simulation.run(6_000);
    const after = simulation.run(3_000);
    expect(simulation.servedBps(after)).toBeGreaterThan(0.7 * 12e6);
  });
});
