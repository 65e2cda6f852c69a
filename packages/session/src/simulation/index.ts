/**
 * A seeded simulator of gamers and helpers that drives the real dispatcher, presenter and queue, and the policies it is measured
 * against.
 *
 * @module
 */

export { BASELINES, BaselinePolicy, type Strategy } from './baselines.ts';
export { type FailoverScenario, failoverGaps, LOSSES, type Loss } from './failover.ts';
export {
  CROWD_LOADS,
  CROWD_SCENARIO,
  DESIGN_SCENARIO,
  type HelperProfile,
  LOADS,
  type Load,
  type Scenario,
} from './scenario.ts';
export { POLICIES, type SimulationResult, simulate } from './simulate.ts';
export { type PoolName, simulationTable, type TableRow } from './table.ts';
