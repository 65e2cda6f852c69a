/**
 * Helpers die every second for minutes, and nothing is lost: leases, bookings, memory, the ledger.
 *
 * `npm run bench:churn -- [--minutes 10] [--helpers 1000] [--sessions 200] [--deaths 2] [--seed 1] [--json FILE]`
 * @module
 */
import Table from 'cli-table3';
import { seeded } from '../apps/signal/src/core/test-core.ts';
import { churn, isSound } from './churn/run.ts';
import { benchArgs, writeRows } from './lib/args.ts';
import { progress } from './lib/progress.ts';

const SECONDS_PER_MINUTE = 60;
const args = benchArgs({ minutes: 10, helpers: 1000, sessions: 200, deaths: 2, seed: 1 });
const seconds = args.number('minutes') * SECONDS_PER_MINUTE;
const bar = progress(seconds);
const report = await churn({
  helpers: args.number('helpers'),
  sessions: args.number('sessions'),
  seconds,
  diePerSecond: args.number('deaths'),
  random: seeded(args.number('seed')),
  onSecond: ({ leases, unserved }) => bar.step(`${leases} leases, ${unserved} sessions without a helper`),
});
bar.done();

const table = new Table({
  head: ['minute', 'leases', 'sessions without', 'MB'],
  style: { head: [], border: [] },
});
const minutes = report.seconds.filter(({ second }) => second === 1 || second % SECONDS_PER_MINUTE === 0);
for (const { second, leases, unserved, rssMb } of minutes)
  table.push([Math.round(second / SECONDS_PER_MINUTE), leases, unserved, rssMb.toFixed(0)]);
console.log(table.toString());
const { died, assigned, violations, lost, ledgerProblems, ledgerRows } = report;
console.log(`${died} helpers died, ${assigned} leases were given; ${lost} sessions lost`);
console.log(
  `${ledgerRows} rows in the ledger, ${ledgerProblems.length} problems; ${violations.length} violations`,
);
for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
await writeRows(args.json, [{ died, assigned, lost, violations, ledgerProblems, ledgerRows }, ...minutes]);
process.exitCode = isSound(report) ? 0 : 1;
