import { DESIGN_SCENARIO, LOADS, type Load } from './scenario.ts';
import { POLICIES, type SimulationResult, simulate } from './simulate.ts';

export interface TableRow {
  readonly policy: string;
  readonly load: Load;
  readonly onTimeShare: number;
  readonly p95Ms: number;
  readonly localShare: number;
  readonly lost: number;
}

/** Every policy at every load of the design's scenario, mean over the seeds. */
export function simulationTable(seeds: readonly number[]): TableRow[] {
  const loads = Object.keys(LOADS) as Load[];
  return loads.flatMap((load) => Object.keys(POLICIES).map((policy) => rowOf(policy, load, seeds)));
}

function rowOf(policy: string, load: Load, seeds: readonly number[]): TableRow {
  const runs = seeds.map((seed) => simulate(policy, { ...DESIGN_SCENARIO, seed, gamers: LOADS[load] }));
  const mean = (value: (run: SimulationResult) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  return {
    policy,
    load,
    onTimeShare: mean((run) => run.onTimeShare),
    p95Ms: mean((run) => run.p95Ms),
    localShare: mean((run) => run.frames.local / run.frames.shown),
    lost: runs.reduce((sum, run) => sum + run.frames.lost, 0),
  };
}
