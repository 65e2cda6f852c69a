/**
 * One whole stream through the real product: coordinator, helper tabs, a gamer tab, a set number of frames, one report.
 * The demo prints it, the benchmark compares it, the end-to-end tests judge it.
 * @module
 */
import type { Browser, Page } from 'playwright-core';
import { startCoordinator } from '../../apps/signal/src/server.ts';
import type {
  BareChainReport,
  ProbeReport,
  StreamLook,
} from '../../apps/web/src/stream/gamer/probe-types.ts';
import type { StreamReport } from '../../apps/web/src/stream/gamer/stream-report.ts';
import { type LaunchOptions, launchChromium } from './chromium.ts';
import { coordinatorConfig } from './coordinator.ts';
import { type GamerWish, type HelperTab, openGamer, openHelper } from './tabs.ts';
import { waitFor } from './wait.ts';

export interface StreamRunOptions extends GamerWish {
  readonly helpers: number;
  readonly frames: number;
  /** Ends the stream before that, once it has shown enough; asked about twice a second. Given what stood when a helper was killed. */
  readonly until?: (stats: LiveStats, atKill: LiveStats | undefined) => boolean;
  /** Of those that helpers upscaled, and of those scaled here, every so many are compared; none when absent. */
  readonly sampleEvery?: number;
  /** Frames of the bare chain to measure before the stream. */
  readonly bareChainFrames?: number;
  /** When to kill the active helper's renderer: the first time that this holds, and a helper is active. */
  readonly killWhen?: (stats: LiveStats) => boolean;
  /** How pictures are given out; by what is expected to be quicker when absent. */
  readonly mode?: 'solo' | 'split';
  /** The browser of the helpers, when it is to be another than the usual one, and their page's query. */
  readonly helperBrowser?: LaunchOptions;
  readonly helperQuery?: string;
  /** Called with both browsers once they are there. */
  readonly onBrowsers?: (browsers: { readonly helper: Browser; readonly gamer: Browser }) => void;
  /** Called with each helper once it waits for work. */
  readonly onHelper?: (tab: HelperTab) => Promise<void>;
  /** Called about twice a second while frames flow. */
  readonly onProgress?: (stats: LiveStats) => void;
  readonly onStep?: (step: string) => void;
}

export interface LiveStats {
  readonly frames: {
    readonly sent: number;
    readonly upscaled: number;
    readonly local: number;
    readonly lost: number;
    readonly split: number;
  };
  readonly fpsOut: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly helpers: readonly {
    readonly peerId: string;
    readonly role: string;
    readonly state: string;
    readonly framesDone: number;
  }[];
  readonly failovers: number;
}

export interface StreamRun {
  readonly stream: StreamReport;
  readonly pictures: ProbeReport;
  readonly bareChain: BareChainReport | null;
}

/** The page's hook for measuring, there only with `?probe`. */
interface ProbeHook {
  order(probe: {
    frames?: number;
    sampleEvery?: number | undefined;
    deadlineMs?: number | undefined;
    mode?: StreamRunOptions['mode'] | undefined;
  }): void;
  finish(): void;
  stats(): LiveStats;
  result(): { stream: StreamReport; pictures: ProbeReport } | null;
  look(): Promise<StreamLook>;
  bareChain(order: object): Promise<BareChainReport>;
}
declare global {
  var p2c2gProbe: ProbeHook;
}

/** How long helpers get to be linked and ready, on a machine that is busy with much else. */
const LINKED_WITHIN_MS = 60_000;
/** A machine that draws frames at a quarter of their rate is slow, and not yet broken. */
const SLOWEST = 4;

export async function runStream(options: StreamRunOptions): Promise<StreamRun> {
  const step = options.onStep ?? (() => {});
  step('coordinator');
  const coordinator = await startCoordinator(coordinatorConfig());
  const helperBrowser = await launchChromium(options.helperBrowser);
  const gamerBrowser = await launchChromium();
  options.onBrowsers?.({ helper: helperBrowser, gamer: gamerBrowser });
  try {
    const helpers: HelperTab[] = [];
    for (let n = 1; n <= options.helpers; n += 1) {
      step(`helper ${n} of ${options.helpers}`);
      const tab = await openHelper(helperBrowser, coordinator.url, options.helperQuery);
      await options.onHelper?.(tab);
      helpers.push(tab);
    }
    const page = await openGamer(gamerBrowser, coordinator.url, options);
    const bareChain = options.bareChainFrames
      ? await measureBare(page, options, options.bareChainFrames, step)
      : null;
    step('stream');
    return { ...(await stream(page, helpers, options)), bareChain };
  } finally {
    await gamerBrowser.close();
    await helperBrowser.close();
    await coordinator.close();
  }
}

async function measureBare(
  page: Page,
  options: StreamRunOptions,
  frames: number,
  step: (name: string) => void,
): Promise<BareChainReport> {
  step('bare chain');
  const { fps, quality } = options;
  const order = {
    frames,
    input: sizeOf(options.input),
    target: sizeOf(options.target),
    quality,
    fps,
  };
  return page.evaluate((asked) => globalThis.p2c2gProbe.bareChain(asked), order);
}

async function stream(
  page: Page,
  helpers: readonly HelperTab[],
  options: StreamRunOptions,
): Promise<Pick<StreamRun, 'stream' | 'pictures'>> {
  const { frames, sampleEvery, deadlineMs, mode } = options;
  const probe = { frames, sampleEvery, deadlineMs, mode };
  await page.evaluate((asked) => globalThis.p2c2gProbe.order(asked), probe);
  await page.getByTestId('play').click();
  let atKill: LiveStats | undefined;
  const limitMs = LINKED_WITHIN_MS + (SLOWEST * frames * 1000) / options.fps;
  return waitFor(
    async () => {
      const stats = await page.evaluate(() => globalThis.p2c2gProbe.stats());
      options.onProgress?.(stats);
      if (!atKill && options.killWhen?.(stats) && (await killActive(page, helpers))) atKill = stats;
      if (options.until?.(stats, atKill)) await page.evaluate(() => globalThis.p2c2gProbe.finish());
      return page.evaluate(() => globalThis.p2c2gProbe.result());
    },
    { timeoutMs: limitMs, what: `${frames} frames to be shown`, everyMs: 500 },
  );
}

/**
 * Kills the one that is active at this instant: their names are asked for before, since asking takes time.
 * @returns whether one was
 */
async function killActive(page: Page, helpers: readonly HelperTab[]): Promise<boolean> {
  const names = await Promise.all(helpers.map((helper) => helper.peerId()));
  const { activePeerId } = await page.evaluate(() => globalThis.p2c2gProbe.look());
  const active = helpers[names.indexOf(activePeerId ?? '')];
  await active?.kill();
  return active !== undefined;
}

/** `640x360` as numbers. */
export function sizeOf(text: string): { width: number; height: number } {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}
