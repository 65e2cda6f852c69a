/**
 * `npm run bench:parity -- [--json FILE]`: what parity costs in computing time, for frames as they are sent.
 */
import { encodeParity, recoverShards } from '@p2c2g/transport';
import Table from 'cli-table3';
import { benchArgs, median, writeRows } from './lib/args.ts';

const SHARD_BYTES = 1076;
const TRIALS = 21;
const REPEATS = 50;

interface ParityRow {
  readonly shards: number;
  readonly parity: number;
  readonly encodeUs: number;
  /** With as many shards lost as there is parity. */
  readonly recoverUs: number;
}

const args = benchArgs({});
const rows = [
  [8, 2],
  [19, 4],
  [60, 8],
].map(([shards = 0, parity = 0]) => measure(shards, parity));
await writeRows(args.json, rows);

const table = new Table({ head: ['data packets', 'parity', 'encode us', 'recover us'] });
for (const { shards, parity, encodeUs, recoverUs } of rows)
  table.push([shards, parity, encodeUs.toFixed(0), recoverUs.toFixed(0)]);
console.log(table.toString());

function measure(shards: number, parity: number): ParityRow {
  const data = Array.from({ length: shards }, (_, i) => new Uint8Array(SHARD_BYTES).fill(i * 37 + 1));
  const rowsOfParity = encodeParity(data, parity, SHARD_BYTES).map((bytes, row) => ({ row, bytes }));
  const holed = data.map((shard, i) => (i < parity ? undefined : shard));
  return {
    shards,
    parity,
    encodeUs: medianUs(() => encodeParity(data, parity, SHARD_BYTES)),
    recoverUs: medianUs(() => recoverShards(holed, rowsOfParity, SHARD_BYTES)),
  };
}

function medianUs(work: () => unknown): number {
  const trials = Array.from({ length: TRIALS }, () => {
    const startMs = performance.now();
    for (let i = 0; i < REPEATS; i += 1) work();
    return ((performance.now() - startMs) * 1000) / REPEATS;
  });
  return median(trials);
}
