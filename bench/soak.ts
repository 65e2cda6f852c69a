/**
 * What a helper costs when nobody needs it, and whether memory stays flat when somebody does.
 *
 * `npm run bench:soak -- [--minutes 10] [--json FILE]`
 * @module
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from '../tests/harness/chromium.ts';
import { coordinatorConfig } from '../tests/harness/coordinator.ts';
import { openGamer, openHelper, stat } from '../tests/harness/tabs.ts';
import { benchArgs, writeRows } from './lib/args.ts';

const IDLE_SECONDS = 30;
const CLOCK_TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Usage {
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

/** A browser's renderers and GPU process together, read from /proc: `pids` are the children of the one we started. */
function usage(pids: readonly number[]): Usage {
  let ticks = 0;
  let pages = 0;
  for (const pid of pids) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
    pages += Number(fields[21]);
  }
  return { cpuSeconds: ticks / CLOCK_TICKS, rssMb: (pages * 4096) / 2 ** 20 };
}

function renderers(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes('--type=renderer')).map((line) => Number.parseInt(line, 10));
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const args = benchArgs({ minutes: 10 });
const coordinator = await startCoordinator(coordinatorConfig());
const helperBrowser = await launchChromium();
const before = new Set(renderers());
const helper = await openHelper(helperBrowser, coordinator.url);
const helperPids = renderers().filter((pid) => !before.has(pid));
await pause(5000);
const idleStart = usage(helperPids);
await pause(IDLE_SECONDS * 1000);
const idleEnd = usage(helperPids);
const idleCpuShare = (idleEnd.cpuSeconds - idleStart.cpuSeconds) / IDLE_SECONDS;

const gamerBrowser = await launchChromium();
const beforeGamer = new Set(renderers());
const gamer = await openGamer(gamerBrowser, coordinator.url, {
  source: 'keep',
  input: '320x180',
  target: '640x360',
  quality: 'fast',
  fps: 30,
});
await gamer.getByTestId('play').click();
await pause(30_000);
const gamerPids = renderers().filter((pid) => !beforeGamer.has(pid));
const rows = [
  {
    minute: 0,
    helperRssMb: usage(helperPids).rssMb,
    gamerRssMb: usage(gamerPids).rssMb,
    coordinatorRssMb: process.memoryUsage().rss / 2 ** 20,
  },
];
for (let minute = 1; minute <= args.number('minutes'); minute += 1) {
  await pause(60_000);
  rows.push({
    minute,
    helperRssMb: usage(helperPids).rssMb,
    gamerRssMb: usage(gamerPids).rssMb,
    coordinatorRssMb: process.memoryUsage().rss / 2 ** 20,
  });
}
const frames = {
  upscaled: await stat(gamer, 'frames-upscaled'),
  local: await stat(gamer, 'frames-local'),
  lost: await stat(gamer, 'frames-lost'),
};
await gamerBrowser.close();
await helper.close();
await helperBrowser.close();
await coordinator.close();

const table = new Table({
  head: ['minute', 'helper MB', 'gamer MB', 'coordinator MB'],
  style: { head: [], border: [] },
});
for (const row of rows)
  table.push([
    row.minute,
    row.helperRssMb.toFixed(0),
    row.gamerRssMb.toFixed(0),
    row.coordinatorRssMb.toFixed(0),
  ]);
console.log(table.toString());
console.log(
  `idle helper tab: ${(100 * idleCpuShare).toFixed(2)} % of a core; frames ${JSON.stringify(frames)}`,
);
await writeRows(args.json, [{ idleCpuShare, frames }, ...rows]);
