/**
 * What a frame costs the machines it touches: processor time by process, of the gamer's browser and of a helper's. Unlike milliseconds on a
 * clock it hardly depends on what else the machine does.
 *
 * `npm run bench:cost -- [--frames 400] [--input 320x180] [--target 640x360] [--fps 30] [--quality fast] [--json FILE]`
 * @module
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Browser } from 'playwright-core';
import { type LiveStats, runStream } from '../tests/harness/stream-run.ts';
import { writeRows } from './lib/args.ts';

interface Row {
  readonly side: 'gamer' | 'helper';
  readonly process: string;
  readonly cpuMsPerFrame: number;
}

/** Processor seconds so far, by `side process`. */
type Spent = ReadonlyMap<string, number>;

/** Streams begin with compiling and with frames scaled alone. */
const SETTLED_FRAMES = 90;
/** The last look must come while frames still flow. */
const LAST_FRAMES = 15;

/** Chromium's own names, in a reader's words. */
const NAMES: Readonly<Record<string, string>> = { renderer: 'page', GPU: 'screen' };

async function spentBy(side: Row['side'], browser: Browser): Promise<[string, number][]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.map(({ type, cpuTime }) => {
    // Services are called by their interface: `network.mojom.NetworkService`.
    const [name = type] = type.split('.');
    return [`${side} ${NAMES[name] ?? name}`, cpuTime];
  });
}

function sum(entries: readonly [string, number][]): Spent {
  const spent = new Map<string, number>();
  for (const [name, seconds] of entries) spent.set(name, (spent.get(name) ?? 0) + seconds);
  return spent;
}

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '400' },
    input: { type: 'string', default: '320x180' },
    target: { type: 'string', default: '640x360' },
    fps: { type: 'string', default: '30' },
    quality: { type: 'string', default: 'fast' },
    json: { type: 'string' },
  },
});
const frames = Number(values.frames);
let browsers: { readonly gamer: Browser; readonly helper: Browser } | undefined;
const looks: Promise<{ sent: number; spent: Spent }>[] = [];

async function look(sent: number): Promise<{ sent: number; spent: Spent }> {
  if (!browsers) throw new Error('no browsers to look at');
  const { gamer, helper } = browsers;
  return { sent, spent: sum([...(await spentBy('gamer', gamer)), ...(await spentBy('helper', helper))]) };
}

const { input, target, quality } = values;
const run = await runStream({
  source: 'keep',
  input,
  target,
  quality,
  fps: Number(values.fps),
  helpers: 1,
  mode: 'solo',
  frames,
  sampleEvery: frames,
  bareChainFrames: 0,
  onBrowsers: (both) => {
    browsers = both;
  },
  onProgress: ({ frames: { sent } }: LiveStats) => {
    if (sent >= SETTLED_FRAMES && sent <= frames - LAST_FRAMES) looks.push(look(sent));
  },
});
const seen = await Promise.all(looks);
const [first, last] = [seen[0], seen.at(-1)];
if (!first || !last || first.sent === last.sent) throw new Error('too few frames to tell: ask for more');
const rows: Row[] = [...last.spent]
  .map(([name, seconds]) => {
    const [side, ...process] = name.split(' ');
    const ms = (1000 * (seconds - (first.spent.get(name) ?? 0))) / (last.sent - first.sent);
    return {
      side: side as Row['side'],
      process: process.join(' '),
      cpuMsPerFrame: Number(ms.toFixed(2)),
    };
  })
  .toSorted((a, b) => a.side.localeCompare(b.side) || b.cpuMsPerFrame - a.cpuMsPerFrame);
const table = new Table({ head: ['side', 'process', 'cpu ms / frame'], style: { head: [], border: [] } });
for (const row of rows) table.push(Object.values(row).map(String));
console.log(table.toString());
for (const side of ['gamer', 'helper'] as const) {
  const all = rows.filter((row) => row.side === side).reduce((ms, row) => ms + row.cpuMsPerFrame, 0);
  console.log(`${side}: ${all.toFixed(1)} ms of processor time a frame`);
}
const { upscaled, sent } = run.stream.frames;
console.log(`${last.sent - first.sent} frames looked at; of ${sent} in all, ${upscaled} were upscaled`);
await writeRows(values.json, rows);
