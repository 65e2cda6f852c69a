/**
 * The pages as they are met: on a large screen and a phone, in light and dark, with and without a mouse.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { stopsAndControls } from './harness/keyboard.ts';
import { type PageWatch, watchPages } from './harness/page-watch.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const PAGES = ['/', '/play', '/help', '/docs'] as const;
const WIDTHS = [1280, 360] as const;
const SCHEMES = ['light', 'dark'] as const;

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
});

describe.each(SCHEMES)('in %s', (colorScheme) => {
  describe.each(WIDTHS)('%i pixels wide', (width) => {
    let context: BrowserContext;
    let watch: PageWatch;
    beforeAll(async () => {
      context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      watch = await watchPages(context);
    });
    afterAll(async () => {
      await context?.close();
    });

    it.each(PAGES)('%s stands as it should', async (path) => {
      const page = await context.newPage();
      await page.goto(`${coordinator.url}${path}`, { waitUntil: 'load' });
      await page.locator('h1').first().waitFor();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(await overflowPx(page)).toBeLessThanOrEqual(0);
      // Dark is dark and light is light.
      expect((await backgroundLuma(page)) < 0.5).toBe(colorScheme === 'dark');

      const { stops, controls } = await stopsAndControls(page);
      expect(stops.map(({ name }) => name).sort()).toEqual(controls.sort());
      expect(stops.filter(({ visible }) => !visible)).toEqual([]);

      await page.close();
      expect(watch.complaints).toEqual([]);
      expect([...watch.origins]).toEqual([coordinator.url]);
    });
  });
});

it('every link of ours leads somewhere', async () => {
  const page = await browser.newPage();
  const links = new Set<string>();
  const read = async (address: string) => {
    await page.goto(address);
    await page.locator('h1').first().waitFor();
    const all = page.locator('a[href]');
    for (const href of await all.evaluateAll((found) => found.map((a) => (a as HTMLAnchorElement).href)))
      if (new URL(href).origin === coordinator.url) links.add(href.split('#')[0]!);
  };
  for (const path of PAGES) await read(`${coordinator.url}${path}`);
  const documents = [...links].filter((address) => new URL(address).pathname === '/docs');
  for (const address of documents) await read(address);
  expect(links.size).toBeGreaterThanOrEqual(PAGES.length);
  for (const address of links) {
    expect((await fetch(address)).status, address).toBe(200);
    const { pathname, searchParams } = new URL(address);
    // A document that is not there would be another one in its place.
    if (pathname === '/docs' && searchParams.has('page')) {
      await page.goto(address);
      const shown = page.locator('.docs-list [aria-current=page]');
      expect(await shown.getAttribute('href')).toBe(`/docs?page=${searchParams.get('page')}`);
    }
  }
  await page.close();
});

describe('while a game is played', () => {
  let page: Page;
  let watch: PageWatch;

  beforeAll(async () => {
    await openHelper(browser, coordinator.url);
    page = await openGamer(browser, coordinator.url, SMALL);
    watch = await watchPages(page.context());
    await page.getByTestId('play').click();
    await waitFor(async () => (await stat(page, 'frames-upscaled')) > 10, {
      what: 'the stream to run',
    });
  });

  it('S shows and hides the numbers, which go on counting', async () => {
    const stats = page.getByTestId('stats');
    expect(await stats.isVisible()).toBe(true);
    await page.keyboard.press('s');
    await stats.waitFor({ state: 'hidden' });
    const before = await stat(page, 'frames-sent');
    await waitFor(async () => (await stat(page, 'frames-sent')) > before, {
      what: 'hidden numbers to go on',
    });
    await page.keyboard.press('s');
    await stats.waitFor();
  });

  it('? lists the keys, and Escape closes the list, not the game', async () => {
    const dialog = page.getByRole('dialog');
    await page.keyboard.press('?');
    await dialog.waitFor();
    expect(await dialog.textContent()).toMatch(/screenshot/i);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const status = page.getByTestId('status');
    await waitFor(async () => /upscaled|late|local/.test((await status.getAttribute('data-state')) ?? ''), {
      what: 'the game to go on',
    });
  });

  it('F fills the screen with the stage, and leaves it again', async () => {
    const isFull = () =>
      page.evaluate(() => document.fullscreenElement?.classList.contains('stage') ?? false);
    await page.keyboard.press('f');
    await waitFor(isFull, { what: 'full screen' });
    await page.keyboard.press('f');
    await waitFor(async () => !(await isFull()), { what: 'full screen to end' });
  });

  it('P saves the picture as PNG at target size', async () => {
    const coming = page.waitForEvent('download');
    // The word stands for two seconds and a half: it is looked for from the start.
    const told = waitFor(async () => /saved/.test((await page.getByTestId('toast').textContent()) ?? ''), {
      what: 'the page to say that it is saved',
    });
    await page.keyboard.press('p');
    const [download] = await Promise.all([coming, told]);
    expect(download.suggestedFilename()).toMatch(/^p2c2g-.*\.png$/);
    const picture = PNG.sync.read(await readFile(await download.path()));
    expect([picture.width, picture.height]).toEqual([640, 360]);
    expect(new Set(picture.data).size).toBeGreaterThan(32);
  });

  it('everything under the picture is reached by keyboard, and nothing sticks out on a phone', async () => {
    const { stops, controls } = await stopsAndControls(page);
    expect(stops.map(({ name }) => name).sort()).toEqual(controls.sort());
    expect(stops.filter(({ visible }) => !visible)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('a helper that serves friends alone hears why it gets nothing, and goes on remembering', async () => {
    const helper = await openHelper(browser, coordinator.url, '?engine=wasm', async (context) => {
      await context.addInitScript(() => localStorage.setItem('p2c2g.help.serves', 'friends'));
    });
    const state = helper.page.getByTestId('helper-state');
    await waitFor(async () => (await state.getAttribute('data-reason')) === 'not-in-pool', {
      what: 'the helper to hear that the game is not for it',
    });
    await helper.page.getByTestId('stop').click();
    expect(await helper.page.getByTestId('serves').inputValue()).toBe('friends');
    await helper.close();
  });

  it('Escape stops the game and gives the choices back, with the focus in the page', async () => {
    await page.keyboard.press('Escape');
    await page.getByTestId('play').waitFor();
    await waitFor(() => page.evaluate(() => document.activeElement?.id === 'main'), {
      what: 'the focus on the page’s content',
    });
    expect(watch.complaints).toEqual([]);
    expect([...watch.origins].filter((origin) => origin !== coordinator.url)).toEqual([]);
  });

  it('says when no helper is of the chosen group, and remembers the choice', async () => {
    // Nobody is asked for a key here, so nobody is known as the same person.
    await page.getByTestId('pool').selectOption('own');
    await page.getByTestId('play').click();
    const status = page.getByTestId('status');
    await waitFor(async () => /no helper of your group/.test((await status.textContent()) ?? ''), {
      what: 'the page to say why nobody helps',
    });
    await page.keyboard.press('Escape');
    await page.reload();
    expect(await page.getByTestId('pool').inputValue()).toBe('own');
  });
});

describe('where the coordinator names regions', () => {
  it('both pages offer them, keep the choice, and say it', async () => {
    const regions = { names: ['eu-west', 'us-east'] };
    const regional = await startCoordinator({ ...coordinatorConfig(), regions });
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`${regional.url}/play`);
      await page.getByTestId('region').selectOption('us-east');
      await page.goto(`${regional.url}/help?engine=wasm`);
      expect(await page.getByTestId('region').inputValue()).toBe('us-east');
      await page.getByTestId('donate').click();
      const helpers = async () =>
        (await (await fetch(`${regional.url}/api/helpers`)).json()) as { helpers: { region: string }[] };
      await waitFor(async () => (await helpers()).helpers[0]?.region === 'us-east', {
        what: 'the helper to say where it is',
      });
      expect(await page.getByTestId('standing').getAttribute('data-value')).toBe('0.5');
    } finally {
      await context.close();
      await regional.close();
    }
  });
});

/** How far the page can be scrolled sideways; less than 0 where room is kept for a scroll bar. */
const overflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** 0 black to 1 white. */
const backgroundLuma = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    const seen = [document.body, document.documentElement]
      .map((element) => getComputedStyle(element).backgroundColor)
      .find((color) => color !== 'rgba(0, 0, 0, 0)');
    context.fillStyle = seen ?? 'white';
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  });
