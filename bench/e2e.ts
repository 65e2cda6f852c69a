/**
 * Added latency of the whole product beside the bare chain measured in the same run, in real Chromium tabs.
 *
 * `npm run bench:e2e -- [--frames 300] [--runs 3] [--json FILE]`
 * @module
 */
import Table from 'cli-table3';
import { runStream, type StreamRun } from '../tests/harness/stream-run.ts';
import { benchArgs, median, writeRows } from './lib/args.ts';

interface Row {
  readonly mode: 'solo';
  readonly helpers: number;
  readonly input: string;
  readonly target: string;
  readonly fps: number;
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly bareP50Ms: number;
  /** Median over runs of p50 / bare p50, each ratio taken within one run. */
  readonly ratio: number;
  readonly onTimeShare: number;
  readonly lost: number;
}

const SHAPES = [
  { helpers: 1, input: '320x180', target: '640x360', fps: 30 },
  { helpers: 2, input: '320x180', target: '640x360', fps: 30 },
  { helpers: 3, input: '320x180', target: '640x360', fps: 30 },
] as const;

async function measure(shape: (typeof SHAPES)[number], frames: number, runs: number): Promise<Row> {
  const results: StreamRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    results.push(
      await runStream({
        ...shape,
        source: 'keep',
        quality: 'fast',
        frames,
        sampleEvery: 10_000,
        bareChainFrames: 120,
        killOne: false,
      }),
    );
  }
  const over = (read: (result: StreamRun) => number) => Number(median(results.map(read)).toFixed(3));
  return {
    mode: 'solo',
    ...shape,
    runs,
    p50Ms: over(({ stream }) => stream.latencyMs.p50),
    p95Ms: over(({ stream }) => stream.latencyMs.p95),
    p99Ms: over(({ stream }) => stream.latencyMs.p99),
    bareP50Ms: over(({ bareChain }) => bareChain?.p50Ms ?? Number.NaN),
    ratio: over(({ stream, bareChain }) => stream.latencyMs.p50 / (bareChain?.p50Ms ?? Number.NaN)),
    onTimeShare: over(({ stream }) => stream.onTimeShare),
    lost: results.reduce((sum, { stream }) => sum + stream.frames.lost, 0),
  };
}

const args = benchArgs({ frames: 300, runs: 3 });
const rows: Row[] = [];
for (const shape of SHAPES) rows.push(await measure(shape, args.number('frames'), args.number('runs')));
const table = new Table({ head: Object.keys(rows[0] ?? {}), style: { head: [], border: [] } });
for (const row of rows) table.push(Object.values(row).map(String));
console.log(table.toString());
await writeRows(args.json, rows);
