/**
 * The product's senders and receivers in simulated time.
 * @module
 */
import { burstsOf } from '@p2c2g/transport';
import type { LaneConditions } from '@p2c2g/transport/rig/lane.ts';
import { PathSimulation, type SimulationOptions } from '@p2c2g/transport/rig/path-simulation.ts';

const STEP_MS = 50;
const WARM_UP_MS = 10_000;
const FOR_MS = 30_000;
/** Frames still on their way when the count ends. */
const TAIL_MS = 300;
const DELAY_MS = 10;
const IN_TIME_MS = 33;
/** Frames of one size: what rate control would do is not asked here. */
const FIXED = { fps: 60, frameBytes: 20_000, startBps: 30e6, minBps: 30e6, maxBps: 30e6 };

export interface SimulatedLinkRow {
  readonly line: string;
  readonly neverPaced: boolean;
  /** Of all frames, the way's delay left out. */
  readonly inTimeShare: number;
  /** Of the time. */
  readonly pacedShare: number;
}

export function linkRows(seed: number): SimulatedLinkRow[] {
  const queues = [8, 16, 24, 32, 64].map((kib) => ({
    name: `queue of ${kib} KiB`,
    line: { rateBps: 14e6, queueBytes: kib << 10 },
  }));
  const lossy = [
    { name: '2 % at random', line: { rateBps: 40e6, lossRate: 0.02 } },
    { name: '10 % at random', line: { rateBps: 40e6, lossRate: 0.1 } },
    { name: '2 % in bursts of 4', line: { rateBps: 40e6, burst: burstsOf(0.02, 4) } },
    { name: '5 % in bursts of 10', line: { rateBps: 40e6, burst: burstsOf(0.05, 10) } },
  ];
  return [...queues, ...lossy].flatMap(({ name, line }) =>
    [true, false].map((neverPaced) => linkRow(name, line, neverPaced, seed)),
  );
}

function linkRow(name: string, line: LaneConditions, neverPaced: boolean, seed: number): SimulatedLinkRow {
  const options = { ...FIXED, neverPaced, sessions: 1, seed, line: { delayMs: DELAY_MS, ...line } };
  const simulation = new PathSimulation(options);
  const { sender } = simulation.sessions[0]!;
  const paced = looks(simulation, () => (neverPaced || sender.pacedBps === undefined ? 0 : 1));
  const pacedShare = paced.reduce<number>((sum, each) => sum + each, 0) / paced.length;
  return { line: name, neverPaced, inTimeShare: wholeWithin(simulation, IN_TIME_MS), pacedShare };
}

export interface BusyRow {
  readonly busyMs: number;
  readonly busyShare: number;
  /** The sender's target, Mbit/s. */
  readonly p10Mbps: number;
  readonly p50Mbps: number;
  readonly p90Mbps: number;
  readonly wholeIn60MsShare: number;
}

export function busyRows(seed: number): BusyRow[] {
  return [
    { meanMs: 5, share: 0 },
    { meanMs: 5, share: 0.3 },
    { meanMs: 15, share: 0.5 },
    { meanMs: 30, share: 0.5 },
    { meanMs: 30, share: 0.7 },
  ].map((busy) => busyRow(busy, seed));
}

function busyRow(receiverBusy: NonNullable<SimulationOptions['receiverBusy']>, seed: number): BusyRow {
  const rates = { startBps: 4e6, minBps: 120_000, maxBps: 6e6, share: 0.6 };
  const line = { rateBps: 2e6, delayMs: DELAY_MS };
  const simulation = new PathSimulation({ sessions: 1, fps: 30, ...rates, line, receiverBusy, seed });
  const { sender } = simulation.sessions[0]!;
  const sorted = looks(simulation, () => sender.targetBps / 1e6).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!;
  return {
    busyMs: receiverBusy.meanMs,
    busyShare: receiverBusy.share,
    p10Mbps: at(0.1),
    p50Mbps: at(0.5),
    p90Mbps: at(0.9),
    wholeIn60MsShare: wholeWithin(simulation, 60 - DELAY_MS),
  };
}

/** Runs it, and looks after each step once it has warmed up. */
function looks<T>(simulation: PathSimulation, look: () => T): T[] {
  simulation.run(WARM_UP_MS);
  return Array.from({ length: FOR_MS / STEP_MS }, () => {
    simulation.run(STEP_MS);
    return look();
  });
}

/** Of the frames sent since it warmed up. */
function wholeWithin({ sessions, nowMs }: PathSimulation, limitMs: number): number {
  const { sentMs, tookMs } = sessions[0]!;
  const counted = [...sentMs].filter(([, atMs]) => atMs >= WARM_UP_MS && atMs < nowMs - TAIL_MS);
  const inTime = counted.filter(([id]) => (tookMs.get(id) ?? Infinity) - DELAY_MS <= limitMs);
  return inTime.length / counted.length;
}
