/**
 * Our dispatcher and its baselines in the seeded simulator: the same pool, the same bad luck, policy by policy.
 *
 * `npm run bench:simulator -- [--seeds 4] [--json FILE]`
 * @module
 */
import { simulationTable } from '@p2c2g/session/simulation/index.ts';
import Table from 'cli-table3';
import { benchArgs, writeRows } from './lib/args.ts';

const args = benchArgs({ seeds: 4 });
const rows = simulationTable(Array.from({ length: args.number('seeds') }, (_, i) => i + 1));
const table = new Table({
  head: ['policy', 'load', 'on time', 'p95 ms', 'local', 'lost'],
  style: { head: [], border: [] },
});
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
for (const { policy, load, onTimeShare, p95Ms, localShare, lost } of rows) {
  table.push([policy, load, percent(onTimeShare), p95Ms.toFixed(1), percent(localShare), lost]);
}
console.log(table.toString());
await writeRows(args.json, rows);
