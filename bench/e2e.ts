/**
 * Added latency of the whole product beside the bare chain measured in the same run, in real Chromium tabs.
 *
 * `npm run bench:e2e -- [--frames 300] [--runs 3] [--shapes fast-1,balanced-1,...] [--json FILE]`
 *
 * A shape is a network and how many helpers there are; `split` has every picture made by all of them, a band each. Everyone shares this
 * machine's cores: with two of them a shared picture is quicker only as far as cores are idle otherwise.
 * @module
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runStream, type StreamRun } from '../tests/harness/stream-run.ts';
import { median, writeRows } from './lib/args.ts';

interface Row {
  readonly shape: string;
  readonly mode: 'solo' | 'split';
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
  /** Of the upscaled frames, those that helpers made a band each of. */
  readonly splitShare: number;
  readonly local: number;
  readonly lost: number;
}

interface Shape {
  readonly quality: string;
  readonly helpers: number;
  readonly mode: 'solo' | 'split';
}

const STREAM = { source: 'keep', input: '320x180', target: '640x360', fps: 30 } as const;

const SHAPES: Readonly<Record<string, Shape>> = {
  'fast-1': { quality: 'fast', helpers: 1, mode: 'solo' },
  'fast-2': { quality: 'fast', helpers: 2, mode: 'solo' },
  'fast-3': { quality: 'fast', helpers: 3, mode: 'solo' },
  'fast-2-split': { quality: 'fast', helpers: 2, mode: 'split' },
  'balanced-1': { quality: 'balanced', helpers: 1, mode: 'solo' },
  'balanced-2': { quality: 'balanced', helpers: 2, mode: 'solo' },
  'balanced-2-split': { quality: 'balanced', helpers: 2, mode: 'split' },
};

async function measure(name: string, shape: Shape, frames: number, runs: number): Promise<Row> {
  const { quality, helpers, mode } = shape;
  const results: StreamRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    const probe = { frames, bareChainFrames: 120 };
    results.push(await runStream({ ...STREAM, ...probe, quality, helpers, mode }));
  }
  const over = (read: (result: StreamRun) => number) => Number(median(results.map(read)).toFixed(3));
  const { input, target, fps } = STREAM;
  return {
    shape: name,
    mode,
    helpers,
    input,
    target,
    fps,
    runs,
    p50Ms: over(({ stream }) => stream.latencyMs.p50),
    p95Ms: over(({ stream }) => stream.latencyMs.p95),
    p99Ms: over(({ stream }) => stream.latencyMs.p99),
    bareP50Ms: over(({ bareChain }) => bareChain?.p50Ms ?? Number.NaN),
    ratio: over(({ stream, bareChain }) => stream.latencyMs.p50 / (bareChain?.p50Ms ?? Number.NaN)),
    onTimeShare: over(({ stream }) => stream.onTimeShare),
    splitShare: over(({ stream }) => stream.frames.split / Math.max(1, stream.frames.upscaled)),
    local: results.reduce((sum, { stream }) => sum + stream.frames.local, 0),
    lost: results.reduce((sum, { stream }) => sum + stream.frames.lost, 0),
  };
}

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '300' },
    runs: { type: 'string', default: '3' },
    shapes: { type: 'string', default: Object.keys(SHAPES).join(',') },
    json: { type: 'string' },
  },
});
const rows: Row[] = [];
for (const name of values.shapes.split(',')) {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`--shapes must be of ${Object.keys(SHAPES).join(', ')}, not ${name}`);
  rows.push(await measure(name, shape, Number(values.frames), Number(values.runs)));
}
const table = new Table({ head: Object.keys(rows[0] ?? {}), style: { head: [], border: [] } });
for (const row of rows) table.push(Object.values(row).map(String));
console.log(table.toString());
await writeRows(values.json, rows);
