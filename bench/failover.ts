/**
 * How long the picture stands still when a helper is lost: gaps between frames that helpers upscaled, and between shown frames of any
 * kind, in real Chromium tabs.
 *
 * `npm run bench:failover -- [--trials 20] [--causes kill,freeze,close,coordinator,none] [--fps 30,60] [--simulated] [--json FILE]`
 *
 * All tabs share this machine's cores, so frames are small by default (160x90 to 320x180): what is measured is noticing and handing
 * over, not upscaling. `quiet` is the machine's own part: the same gap just before each strike; `none` strikes nobody. A browser that is struck gets a lower priority first: on a machine of its own its
 * end would not take the gamer's time. `--simulated` takes the policy alone, without browsers. One cause at one rate is two to three minutes.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@p2c2g/transport';
import Table from 'cli-table3';
import { launchChromium } from '../tests/harness/chromium.ts';
import { freePort, spawnCoordinator } from '../tests/harness/coordinator.ts';
import { openGamer } from '../tests/harness/tabs.ts';
import { Crew } from './failover/crew.ts';
import { type Cause, type Options, readOptions } from './failover/options.ts';
import { type FailoverRow, rowOf } from './failover/rows.ts';
import { type SimulatedRow, simulatedRows } from './failover/simulated.ts';
import { type Site, type Trial, trial } from './failover/trial.ts';
import { writeRows } from './lib/args.ts';
import { progress } from './lib/progress.ts';

/** Seconds to compute, and enough for a p95 that does not move. */
const SIMULATED_LOSSES = 300;

const options = readOptions(process.argv.slice(2));
const bar = progress(options.simulated ? 0 : options.trials * options.causes.length * options.fps.length);
const rows: (FailoverRow | SimulatedRow)[] = [];
if (options.simulated) rows.push(...simulatedRows(options.fps, SIMULATED_LOSSES));
else for (const fps of options.fps) rows.push(...(await atRate(fps, options)));
bar.done();
const table = new Table({ head: Object.keys(rows[0] ?? {}), style: { head: [], border: [] } });
for (const row of rows) table.push(Object.values(row).map(String));
console.log(table.toString());
await writeRows(options.json, rows);

async function atRate(
  fps: number,
  { causes, trials, helpers, input, target }: Options,
): Promise<FailoverRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'p2c2g-failover-'));
  const port = await freePort();
  const restartCoordinator = () => spawnCoordinator({ port, dataDir });
  const coordinator = await restartCoordinator();
  const gamerBrowser = await launchChromium();
  const crew = new Crew(coordinator.url);
  const wish = { source: 'keep', input, target, quality: 'fast', fps };
  const page = await openGamer(gamerBrowser, coordinator.url, wish);
  const site: Site = { page, crew, helpers, coordinator, restartCoordinator };
  try {
    await crew.fill(helpers);
    await page.evaluate(() => globalThis.p2c2gProbe.order({}));
    await page.getByTestId('play').click();
    const found: FailoverRow[] = [];
    for (const cause of causes) found.push(rowOf(cause, fps, await trialsOf(site, cause, trials)));
    return found;
  } finally {
    await gamerBrowser.close();
    await crew.close();
    await site.coordinator.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function trialsOf(site: Site, cause: Cause, count: number): Promise<Trial[]> {
  const random = seededRandom(count);
  const done: Trial[] = [];
  for (let n = 0; n < count; n += 1) {
    const result = await trial(site, cause, random);
    done.push(result);
    bar.step(`${cause}: ${result.upscaledMs.toFixed(0)} ms, any ${result.anyMs.toFixed(0)} ms`);
  }
  return done;
}
