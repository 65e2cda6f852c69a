/**
 * The product's pages as a person opens them, driven by what is on them.
 * @module
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { waitFor } from './wait.ts';

/**
 * A deadline for streams whose frames are to be right and not quick: with a game's own, a machine ten times slower than a player's would have
 * all of them scaled by the gamer.
 */
export const PATIENT_MS = 1_000;

export interface HelperTab {
  readonly page: Page;
  readonly peerId: () => Promise<string>;
  /** The renderer dies at once, as after a crash: no farewell is said. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** What is done to a tab before its page opens. */
export type Prepare = (context: BrowserContext) => Promise<void>;

/** Opens `/help`, presses Donate and waits until the helper waits for work. */
export async function openHelper(
  browser: Browser,
  url: string,
  query = '?engine=wasm',
  prepare?: Prepare,
): Promise<HelperTab> {
  // A context of its own has a renderer of its own, so that one tab can die alone.
  const context = await browser.newContext();
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(`${url}/help${query}`);
  await page.getByTestId('donate').click();
  await waitFor(async () => /waiting|serving/.test((await helperState(page)) ?? ''), {
    what: 'the helper to wait for work',
  });
  return {
    page,
    peerId: async () => (await page.evaluate(() => sessionStorage.getItem('p2c2g.peer-id'))) ?? '',
    kill: () => crash(page),
    close: () => context.close(),
  };
}

export const helperState = (page: Page): Promise<string | null> =>
  page.getByTestId('helper-state').getAttribute('data-state');

/** Kills the page's renderer process, as SIGKILL would. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  // The answer to the command dies with the renderer.
  void session.send('Page.crash').catch(() => {});
  await new Promise<void>((done) => page.once('crash', () => done()));
}

export interface GamerWish {
  readonly source: string;
  readonly input: string;
  readonly target: string;
  readonly quality: string;
  readonly fps: number;
  /** Instead of a game's own. */
  readonly deadlineMs?: number;
}

/** What most tests stream: small, of a scene, and patient. */
export const SMALL: GamerWish = {
  source: 'keep',
  input: '320x180',
  target: '640x360',
  quality: 'fast',
  fps: 30,
  deadlineMs: PATIENT_MS,
};

/** Opens `/play` with its settings chosen; nothing plays yet. */
export async function openGamer(
  browser: Browser,
  url: string,
  wish: GamerWish,
  prepare?: Prepare,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(`${url}/play?probe`);
  if (wish.deadlineMs !== undefined) await allow(page, wish.deadlineMs);
  await page.getByTestId(`source-${wish.source}`).click();
  await chooseSize(page, 'target-size', wish.target);
  await chooseSize(page, 'input-size', wish.input);
  await page.getByTestId('quality').selectOption(wish.quality);
  await page.getByTestId('fps').selectOption(String(wish.fps));
  return page;
}

/** The frames of the next stream may take so long. The page must have been opened with `?probe`. */
export async function allow(page: Page, deadlineMs: number): Promise<void> {
  await page.waitForFunction(() => 'p2c2gProbe' in globalThis);
  await page.evaluate((ms) => globalThis.p2c2gProbe.order({ deadlineMs: ms }), deadlineMs);
}

async function chooseSize(page: Page, testId: string, size: string): Promise<void> {
  const field = page.getByTestId(testId);
  if ((await field.locator(`option[value="${size}"]`).count()) > 0) {
    await field.selectOption(size);
    return;
  }
  await field.selectOption('custom');
  for (const [i, side] of (['width', 'height'] as const).entries()) {
    const input = page.getByTestId(`${testId}-${side}`);
    await input.fill(size.split('x')[i]!);
    await input.blur();
  }
}

/** A number of the stats overlay. */
export async function stat(page: Page, name: string): Promise<number> {
  const text = await page.getByTestId(`stat-${name}`).getAttribute('data-value');
  return Number(text);
}
