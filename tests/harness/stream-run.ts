/**
 * One whole stream through the real product: coordinator, helper tabs, a gamer tab, a set number of frames, one report.
 * The demo prints it, the benchmark compares it, the end-to-end tests judge it.
 * @module
 */
import type { Page } from 'playwright-core';
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
  readonly sampleEvery: number;
  /** Frames of the bare chain to measure before the stream; 0 leaves it out. */
  readonly bareChainFrames: number;
  /** Kill the active helper's renderer when half of the frames are sent. */
  readonly killOne: boolean;
  /** How pictures are given out; by what is expected to be quicker when absent. */
  readonly mode?: 'solo' | 'split';
  /** The browser of the helpers, when it is to be another than the usual one, and their page's query. */
  readonly helperBrowser?: LaunchOptions;
  readonly helperQuery?: string;
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
  order(probe: { frames: number; sampleEvery: number; mode?: 'solo' | 'split' }): void;
  stats(): LiveStats;
  result(): { stream: StreamReport; pictures: ProbeReport } | null;
  look(): Promise<StreamLook>;
  bareChain(order: object): Promise<BareChainReport>;
}
declare global {
  var p2c2gProbe: ProbeHook;
}

/** How long a helper gets to be linked and ready before the stream is started without waiting on. */
const LINKED_WITHIN_MS = 30_000;

export async function runStream(options: StreamRunOptions): Promise<StreamRun> {
  const step = options.onStep ?? (() => {});
  step('coordinator');
  const coordinator = await startCoordinator(coordinatorConfig());
  const helperBrowser = await launchChromium(options.helperBrowser);
  const gamerBrowser = await launchChromium();
  try {
    const helpers: HelperTab[] = [];
    for (let n = 1; n <= options.helpers; n += 1) {
      step(`helper ${n} of ${options.helpers}`);
      const tab = await openHelper(helperBrowser, coordinator.url, options.helperQuery);
      await options.onHelper?.(tab);
      helpers.push(tab);
    }
    const page = await openGamer(gamerBrowser, coordinator.url, options);
    const bareChain = options.bareChainFrames > 0 ? await measureBare(page, options, step) : null;
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
  step: (name: string) => void,
): Promise<BareChainReport> {
  step('bare chain');
  const { fps, quality } = options;
  const order = {
    frames: options.bareChainFrames,
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
  const { frames, sampleEvery, mode } = options;
  const probe = { frames, sampleEvery, ...(mode ? { mode } : {}) };
  await page.evaluate((asked) => globalThis.p2c2gProbe.order(asked), probe);
  await page.getByTestId('play').click();
  let killed = !options.killOne;
  const limitMs = LINKED_WITHIN_MS + (frames / options.fps) * 4000;
  const result = await waitFor(
    async () => {
      const stats = await page.evaluate(() => globalThis.p2c2gProbe.stats());
      options.onProgress?.(stats);
      if (!killed && stats.frames.sent >= frames / 2) {
        killed = true;
        await killActive(page, helpers);
      }
      return page.evaluate(() => globalThis.p2c2gProbe.result());
    },
    { timeoutMs: limitMs, what: `${frames} frames to be shown`, everyMs: 500 },
  );
  return result;
}

/** The one that is active at this instant: their names are asked for before, since asking takes time. */
async function killActive(page: Page, helpers: readonly HelperTab[]): Promise<void> {
  const names = await Promise.all(helpers.map((helper) => helper.peerId()));
  const { activePeerId } = await page.evaluate(() => globalThis.p2c2gProbe.look());
  const active = helpers[names.indexOf(activePeerId ?? '')];
  if (active) return active.kill();
  throw new Error('no helper was active when one was to be killed');
}

/** `640x360` as numbers. */
export function sizeOf(text: string): { width: number; height: number } {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}
