/**
 * What an uplink's bits are best spent on: how large the game should be rendered and sent, for each way of upscaling it to 1280x720.
 *
 * `npm run bench:tradeoff -- [--json FILE] [--svg FILE] [--methods bicubic,fast,balanced] [--rates 500,1000,1500,2500,4000]`
 *
 * Our own scenes (seed 1, two seconds of each), rendered natively at every input size, through H.264 as `bench:quality` has it but at the
 * whole rate for every size, upscaled and compared with the same instants rendered at 1280x720. The last size is the target's own: no
 * upscaling. Every fifth frame of the second half is measured.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { SceneName } from '@p2c2g/scene';
import type { I420Frame, Size } from '@p2c2g/upscale';
import Table from 'cli-table3';
import { PlainProblem, runMain } from '../scripts/lib/say.mjs';
import { writeRows } from './lib/args.ts';
import { progress } from './lib/progress.ts';
import { streamed } from './quality/codec.ts';
import { ensureFfmpeg } from './quality/ffmpeg.ts';
import { createMethod, type Method } from './quality/methods.ts';
import { Tally } from './quality/tally.ts';
import { tradeoffSvg } from './tradeoff/chart.ts';
import { FRAMES, nativeFrames, SCENE_NAMES } from './tradeoff/native.ts';

const TARGET: Size = { width: 1280, height: 720 };
const INPUTS: readonly Size[] = [
  { width: 320, height: 180 },
  { width: 480, height: 270 },
  { width: 640, height: 360 },
  { width: 800, height: 450 },
  { width: 960, height: 540 },
  TARGET,
];
const MEASURED = Array.from({ length: FRAMES }, (_, i) => i).filter((i) => i >= FRAMES / 2 && i % 5 === 0);

interface TradeoffRow {
  readonly input: string;
  readonly kbps: number;
  readonly method: string;
  readonly psnrY: number;
  readonly ssim: number;
  readonly gmsd: number;
  readonly n: number;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      svg: { type: 'string' },
      methods: { type: 'string', default: 'bicubic,spatial,fast,balanced,quality' },
      rates: { type: 'string', default: '500,1000,1500,2500,4000' },
    },
  });
  const methods = values.methods.split(',').map(createMethod);
  const rates = values.rates.split(',').map(readRate);
  ensureFfmpeg();
  const rows = await measure(methods, rates);
  print(rows);
  await writeRows(values.json, rows);
  if (values.svg) await writeFile(values.svg, chartOf(rows));
  // The runtime's threads would keep the process.
  process.exit(0);
});

function readRate(text: string): number {
  const kbps = Number(text);
  if (!Number.isInteger(kbps) || kbps < 50)
    throw new PlainProblem(`--rates ${text}: whole kbit/s from 50 on`);
  return kbps;
}

async function measure(methods: readonly Method[], rates: readonly number[]): Promise<TradeoffRow[]> {
  const references = new Map(SCENE_NAMES.map((name) => [name, picked(nativeFrames(name, TARGET))]));
  const bar = progress(INPUTS.length * rates.length * SCENE_NAMES.length);
  const rows: TradeoffRow[] = [];
  for (const input of INPUTS) {
    const tallies = rates.map((kbps) => ({ kbps, tally: new Tally(sizeName(input), `${kbps}`) }));
    for (const name of SCENE_NAMES) {
      for (const { kbps, tally } of tallies) {
        await measureScene(name, input, kbps, methods, references.get(name)!, tally);
        bar.step(`${sizeName(input)} ${kbps} kbit/s ${name}`);
      }
    }
    for (const { kbps, tally } of tallies) {
      rows.push(...tally.rows().map(({ set, degradation: _, ...row }) => ({ input: set, kbps, ...row })));
    }
  }
  bar.done();
  for (const method of methods) await method.dispose();
  return rows;
}

/** Frames that are measured, by their index. */
function picked(frames: Iterable<I420Frame>): Map<number, I420Frame> {
  const kept = new Map<number, I420Frame>();
  let index = 0;
  for (const frame of frames) {
    if (MEASURED.includes(index)) kept.set(index, frame);
    index += 1;
  }
  return kept;
}

async function measureScene(
  name: SceneName,
  input: Size,
  kbps: number,
  methods: readonly Method[],
  references: ReadonlyMap<number, I420Frame>,
  tally: Tally,
): Promise<void> {
  let index = -1;
  for await (const low of streamed(nativeFrames(name, input), 'h264', kbps * 1000)) {
    index += 1;
    const reference = references.get(index);
    if (reference === undefined) continue;
    for (const method of methods) {
      const { y } = input === TARGET ? low : await method.upscale(low, TARGET);
      tally.add(method.name, y, reference.y, TARGET, false);
    }
  }
}

function sizeName({ width, height }: Size): string {
  return `${width}x${height}`;
}

/** Rates down, sizes across, for each method; the best size of a rate is marked. */
function print(rows: readonly TradeoffRow[]): void {
  const inputs = [...new Set(rows.map(({ input }) => input))];
  const table = new Table({ head: ['method', 'kbit/s', ...inputs], style: { head: [], border: [] } });
  for (const method of new Set(rows.map((row) => row.method))) {
    for (const kbps of new Set(rows.map((row) => row.kbps))) {
      const cells = inputs.map(
        (input) => rows.find((r) => r.method === method && r.kbps === kbps && r.input === input)!,
      );
      const best = Math.max(...cells.map(({ psnrY }) => psnrY));
      table.push([
        method,
        kbps,
        ...cells.map(({ psnrY }) => `${psnrY.toFixed(2)}${psnrY === best ? ' *' : ''}`),
      ]);
    }
  }
  console.log(table.toString());
}

function chartOf(rows: readonly TradeoffRow[]): string {
  const named = <K extends 'method' | 'input'>(key: K) => [...new Set(rows.map((row) => row[key]))];
  return tradeoffSvg({
    title: 'At 1280x720, by uplink bitrate, input size and network',
    unit: 'PSNR-Y, dB',
    panels: named('method').map((method) => ({
      title: method,
      lines: named('input').map((input) => ({
        label: input,
        points: rows
          .filter((row) => row.method === method && row.input === input)
          .map(({ kbps, psnrY }) => ({ kbps, value: psnrY })),
      })),
    })),
  });
}
