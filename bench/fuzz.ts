/**
 * Malformed messages and requests by the million: no crash, no 5xx, no growth, and a code on every refusal.
 *
 * `npm run fuzz:signal -- [--messages 1000000] [--seed 1] [--json FILE]`
 * @module
 */
import Table from 'cli-table3';
import { seeded } from '../apps/signal/src/core/test-core.ts';
import { fuzz } from './fuzz/run.ts';
import { benchArgs, writeRows } from './lib/args.ts';
import { progress } from './lib/progress.ts';

const MOST_GROWTH_MB = 50;
const STEP = 1_000;
const args = benchArgs({ messages: 1_000_000, seed: 1 });
const messages = args.number('messages');
const bar = progress(Math.ceil(messages / STEP));
let shown = 0;
const { sent, tally, grownMb, loggedErrors } = await fuzz({
  messages,
  random: seeded(args.number('seed')),
  onProgress: (count) => {
    for (; shown + STEP <= count; shown += STEP) bar.step('thousands');
  },
});
bar.done();

const tableOf = (head: string, counts: ReadonlyMap<string, number>): string => {
  const table = new Table({ head: [head, 'times'], style: { head: [], border: [] } });
  for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1])) table.push([name, count]);
  return table.toString();
};
console.log(tableOf('sent', tally.kinds));
console.log(tableOf('refused with', tally.codes));
console.log(tableOf('socket closed with', tally.closes));
console.log(`${sent} sent; heap ${grownMb.toFixed(1)} MB larger; ${loggedErrors.length} errors in the log`);
for (const finding of [...tally.findings, ...loggedErrors]) console.log(`  ${finding}`);
const { findings } = tally;
const counts = (from: ReadonlyMap<string, number>) => Object.fromEntries(from);
await writeRows(args.json, [
  {
    sent,
    grownMb,
    findings,
    loggedErrors,
    kinds: counts(tally.kinds),
    codes: counts(tally.codes),
    closes: counts(tally.closes),
  },
]);
process.exitCode = findings.length + loggedErrors.length > 0 || grownMb > MOST_GROWTH_MB ? 1 : 0;
