import { CROWD_LOADS, CROWD_SCENARIO, DESIGN_SCENARIO, LOADS, type Load } from './scenario.ts';
import { POLICIES, type SimulationResult, simulate } from './simulate.ts';

/** Pools of helpers that policies are compared on, with the gamers of each load. */
const POOLS = {
  design: { scenario: DESIGN_SCENARIO, loads: LOADS },
  crowd: { scenario: CROWD_SCENARIO, loads: CROWD_LOADS },
} as const;
export type PoolName = keyof typeof POOLS;

export interface TableRow {
  readonly policy: string;
  readonly pool: PoolName;
  readonly load: Load;
  readonly onTimeShare: number;
  readonly p95Ms: number;
  readonly localShare: number;
  readonly lost: number;
}

/** Every policy at every load of a pool, mean over the seeds. */
export function simulationTable(pool: PoolName, seeds: readonly number[]): TableRow[] {
  const { scenario, loads } = POOLS[pool];
  return (Object.keys(loads) as Load[]).flatMap((load) =>
    Object.keys(POLICIES).map((policy) => {
      const runs = seeds.map((seed) => simulate(policy, { ...scenario, seed, gamers: loads[load] }));
      return { policy, pool, load, ...summaryOf(runs) };
    }),
  );
}

function summaryOf(runs: readonly SimulationResult[]): Omit<TableRow, 'policy' | 'pool' | 'load'> {
  const mean = (value: (run: SimulationResult) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  return {
    onTimeShare: mean((run) => run.onTimeShare),
    p95Ms: mean((run) => run.p95Ms),
    localShare: mean((run) => run.frames.local / run.frames.shown),
    lost: runs.reduce((sum, run) => sum + run.frames.lost, 0),
  };
}
