/**
 * The product in one command: a coordinator, real helper tabs, a gamer tab, a stream, a report.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import pc from 'picocolors';
import { type LiveStats, runStream } from '../harness/stream-run.ts';
import { type DemoArgs, readArgs, USAGE } from './args.ts';
import { demoReport, printable } from './report.ts';
import { sideBySide } from './side-by-side.ts';

/** Pictures compared at full size in a run. */
const PICTURES = 12;
const BARE_CHAIN_FRAMES = 120;

async function main(argv: readonly string[]): Promise<number> {
  const args = readArgs(argv);
  if (args === 'help') {
    console.log(USAGE);
    return 0;
  }
  console.log(
    pc.bold(
      `${args.helpers} helpers, ${args.frames} frames, ${args.input} to ${args.target} at ${args.fps} fps`,
    ),
  );
  const run = await runStream({
    ...args,
    sampleEvery: Math.max(1, Math.floor(args.frames / (PICTURES + 1))),
    bareChainFrames: BARE_CHAIN_FRAMES,
    ...(args.killOne ? { killWhen: ({ frames }: LiveStats) => frames.sent >= args.frames / 2 } : {}),
    onStep: (step) => console.log(pc.dim(`  ${step} …`)),
    onProgress: liveTable(args),
  });
  const report = demoReport(run, args, availableParallelism());
  await writeFile(args.json, `${JSON.stringify(report, null, 2)}\n`);
  if (run.pictures.example) await writeFile(args.picture, sideBySide(run.pictures.example));
  console.log(
    `\n${printable(report)}\n${pc.dim(`written: ${args.json}${run.pictures.example ? `, ${args.picture}` : ''}`)}`,
  );
  return report.frames.lost > 0 ? 1 : 0;
}

/** A line for each look, under one head: it reads well in a terminal and in a log. */
function liveTable(args: DemoArgs): (stats: LiveStats) => void {
  let lines = 0;
  const cells = (values: readonly (string | number)[]) =>
    values.map((value) => String(value).padStart(9)).join(' ');
  return (stats) => {
    if (lines === 0)
      console.log(
        pc.bold(
          cells(['sent', 'upscaled', 'local', 'lost', 'fps out', 'p50 ms', 'p95 ms', 'helpers', 'failover']),
        ),
      );
    lines += 1;
    const { sent, upscaled, local, lost } = stats.frames;
    const late = stats.latencyMs;
    const row = [
      `${sent}/${args.frames}`,
      upscaled,
      local,
      lost,
      stats.fpsOut.toFixed(1),
      late?.p50.toFixed(1) ?? '-',
      late?.p95.toFixed(1) ?? '-',
      stats.helpers.length,
      stats.failovers,
    ];
    console.log(cells(row));
  };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  if (process.env.DEBUG) console.error(error);
  process.exitCode = 2;
}
