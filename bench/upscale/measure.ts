/**
 * Timing in one Chromium: everyone's page is open at once, and they take turns, so that a busy moment of the machine meets all.
 * @module
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { isRival, specName } from './contenders.ts';
import type { Prepared, Spec } from './page/spec.ts';
import { type ColdStartRow, coldStartRow, failedRow, type SpeedRow, speedRow } from './rows.ts';

const ROUNDS = 3;
/** Of one contender in one round: enough for quantiles where frames are quick, not much more than one frame where they are slow. */
const ROUND_BUDGET_MS = 1500;
const ROUND_FRAMES = 30;
/** A software GPU may take a minute to compile and run a large network once. */
const START_LIMIT_MS = 150_000;
const ROUND_LIMIT_MS = 150_000;
const COLD_STARTS = 5;

interface Open {
  readonly spec: Spec;
  readonly page: Page;
  readonly prepared: Prepared;
  readonly timesMs: number[];
}

export interface Bench {
  readonly browser: Browser;
  readonly url: string;
  /** Why rivals cannot take part, if they cannot. */
  readonly noRivals?: string;
  tell(what: string): void;
}

/** One row for each spec, in their order. All specs have one size. */
export async function measureSpeed(specs: readonly Spec[], bench: Bench): Promise<SpeedRow[]> {
  const context = await bench.browser.newContext();
  const rows = new Map<Spec, SpeedRow>();
  const opened: Open[] = [];
  for (const spec of specs) {
    const result = await open(spec, context, bench);
    const after =
      'reason' in result
        ? result.reason
        : `${(result.prepared.startMs / 1000).toFixed(1)} s to its first frame`;
    bench.tell(`${specName(spec)}: ${after}`);
    if ('reason' in result) rows.set(spec, failedRow(spec, result.reason));
    else opened.push(result);
  }
  for (let round = 0; round < ROUNDS; round++) {
    bench.tell(`round ${round + 1} of ${ROUNDS}`);
    for (const one of opened) {
      if (rows.has(one.spec) || spentMs(one) > ROUNDS * ROUND_BUDGET_MS) continue;
      const failure = await takeTurn(one);
      if (failure !== undefined) rows.set(one.spec, failedRow(one.spec, failure));
    }
  }
  for (const { spec, prepared, timesMs } of opened) {
    if (!rows.has(spec)) rows.set(spec, speedRow(spec, prepared, timesMs));
  }
  await context.close();
  return specs.map((spec) => rows.get(spec)!);
}

async function open(spec: Spec, context: BrowserContext, bench: Bench): Promise<Open | { reason: string }> {
  if (isRival(spec) && bench.noRivals !== undefined) return { reason: bench.noRivals };
  const page = await context.newPage();
  try {
    const prepared = await prepare(page, spec, bench.url);
    return { spec, page, prepared, timesMs: [] };
  } catch (cause) {
    await page.close();
    return { reason: sentence(cause) };
  }
}

async function prepare(page: Page, spec: Spec, url: string): Promise<Prepared> {
  await page.goto(isRival(spec) ? `${url}rivals.html` : url);
  await page.waitForFunction(() => 'contender' in window);
  return within(
    START_LIMIT_MS,
    page.evaluate((wanted) => window.contender.prepare(wanted), spec),
  );
}

/** Slow ones have had their share of the machine sooner. */
function spentMs({ timesMs }: Open): number {
  return timesMs.reduce((sum, ms) => sum + ms, 0);
}

async function takeTurn({ page, timesMs }: Open): Promise<string | undefined> {
  try {
    const turn = page.evaluate(([most, budgetMs]) => window.contender.frames(most, budgetMs), [
      ROUND_FRAMES,
      ROUND_BUDGET_MS,
    ] as const);
    timesMs.push(...(await within(ROUND_LIMIT_MS, turn)));
    return undefined;
  } catch (cause) {
    await page.close();
    return sentence(cause);
  }
}

/** From nothing to the first frame, in fresh pages; the first page fills the disk cache and does not count. */
export async function measureColdStart(specs: readonly Spec[], bench: Bench): Promise<ColdStartRow[]> {
  const context = await bench.browser.newContext();
  const rows: ColdStartRow[] = [];
  for (const spec of specs) {
    bench.tell(`cold starts of ${spec.method}`);
    const startsMs: number[] = [];
    for (let i = 0; i <= COLD_STARTS; i++) {
      const page = await context.newPage();
      const { startMs } = await prepare(page, spec, bench.url);
      if (i > 0) startsMs.push(startMs);
      await page.close();
    }
    rows.push(coldStartRow(spec, startsMs));
  }
  await context.close();
  return rows;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of what went wrong, without the tool's preamble. */
function sentence(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text
    .replace(/^page\.\w+: (?:Error: )?/, '')
    .split('\n')[0]!
    .slice(0, 300);
}
