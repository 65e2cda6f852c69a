/**
 * Our dispatcher and its baselines in the seeded simulator: the same pool, the same bad luck, policy by policy.
 *
 * `npm run bench:simulator -- [--seeds 4] [--crowd-seeds 1] [--json FILE]`
 *
 * `design` is the design's pool of 24 helpers; `crowd` has 240, of which one in ten says that it is four times as quick as it is, and
 * that nobody waits there.
 * @module
 */
import { simulationTable } from '@p2c2g/session/simulation/index.ts';
import Table from 'cli-table3';
import { benchArgs, writeRows } from './lib/args.ts';

const args = benchArgs({ seeds: 4, 'crowd-seeds': 1 });
const seedsOf = (option: string): number[] => Array.from({ length: args.number(option) }, (_, i) => i + 1);
const rows = [
  ...simulationTable('design', seedsOf('seeds')),
  ...simulationTable('crowd', seedsOf('crowd-seeds')),
];
const table = new Table({
  head: ['policy', 'pool', 'load', 'on time', 'p95 ms', 'local', 'lost'],
  style: { head: [], border: [] },
});
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
for (const { policy, pool, load, onTimeShare, p95Ms, localShare, lost } of rows) {
  table.push([policy, pool, load, percent(onTimeShare), p95Ms.toFixed(1), percent(localShare), lost]);
}
console.log(table.toString());
await writeRows(args.json, rows);
