/**
 * `npm run fuzz:transport -- [--minutes 3] [--seed 1] [--json FILE]`: hostile packets for both ends of a link, for as long as asked.
 * Fails at the first thing that may never happen, and tells the seed that brought it about.
 */
import { FuzzEnds } from '@p2c2g/transport/rig/fuzz-ends.ts';
import { benchArgs, writeRows } from './lib/args.ts';

/** Each seed's ends are used for so long: state that builds up slowly shows, and many beginnings are tried too. */
const ROUNDS_PER_SEED = 2_000;

const args = benchArgs({ minutes: 3, seed: 1 });
const untilMs = performance.now() + args.number('minutes') * 60_000;
const total = {
  seeds: 0,
  packets: 0,
  hostile: 0,
  frames: 0,
  dropped: 0,
  pacedRounds: 0,
  peakPendingBytes: 0,
};
const heapAtStart = process.memoryUsage().heapUsed;

for (
  let seed = args.number('seed');
  performance.now() < untilMs && process.exitCode === undefined;
  seed += 1
) {
  const ends = new FuzzEnds(seed);
  for (let round = 0; round < ROUNDS_PER_SEED && performance.now() < untilMs; round += 1) {
    const broken = ends.round();
    if (broken === undefined) continue;
    console.error(`seed ${seed}, round ${round}: ${broken}`);
    process.exitCode = 1;
    break;
  }
  const count = ends.count();
  total.seeds += 1;
  for (const name of ['packets', 'hostile', 'frames', 'dropped', 'pacedRounds'] as const)
    total[name] += count[name];
  total.peakPendingBytes = Math.max(total.peakPendingBytes, count.peakPendingBytes);
}

const heapGrownBytes = process.memoryUsage().heapUsed - heapAtStart;
await writeRows(args.json, [{ ...total, heapGrownBytes }]);
console.log(total, `heap grown by ${(heapGrownBytes / 2 ** 20).toFixed(1)} MiB`);
