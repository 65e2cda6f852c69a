/**
 * A game that shows nothing new costs nothing: the same picture is not sent again, and the page says why.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { type GameMode, serveTabGame, type TabGame } from './harness/tab-game.ts';
import { allow, openHelper, PATIENT_MS, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const TITLE = 'A game that pauses';
/** Looks at the numbers while nothing may move: they are told twice a second. */
const LOOKS = 8;

declare global {
  var mode: GameMode;
}

let browser: Browser;
let game: TabGame;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let shared: Page;
let gamer: Page;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  game = await serveTabGame(TITLE);
  browser = await launchChromium({ args: [`--auto-select-tab-capture-source-by-title=${TITLE}`] });
  await openHelper(browser, coordinator.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  shared = await context.newPage();
  await shared.goto(game.url);
  gamer = await context.newPage();
  await gamer.goto(`${coordinator.url}/play?probe`);
  await allow(gamer, PATIENT_MS);
  await gamer.getByTestId('source-capture').click();
  await gamer.getByTestId('target-size').selectOption('640x360');
  await gamer.getByTestId('play').click();
  await moves();
});

afterAll(async () => {
  await browser?.close();
  game?.close();
  await coordinator?.close();
});

it.each(['standing', 'repainting'] as const)('sends nothing while the game is %s', async (mode) => {
  await setMode(mode);
  await waitFor(async () => (await status()) === 'source-paused', {
    what: 'the page to say that the source shows nothing new',
  });
  expect(await gamer.getByTestId('status').textContent()).toMatch(/nothing new/i);
  const sent = await stat(gamer, 'frames-sent');
  const before = await lease();
  expect(before).toBeDefined();
  for (let look = 0; look < LOOKS; look += 1) {
    expect(await stat(gamer, 'frames-sent')).toBe(sent);
    expect(await status()).toBe('source-paused');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await setMode('moving');
  await moves();
  await waitFor(async () => (await status()) === 'upscaled', { what: 'the page to say so' });
  // Silence was the game's, not the helper's: nobody is blamed for it.
  expect(await lease()).toBe(before);
  expect(await stat(gamer, 'frames-lost')).toBe(0);
});

const setMode = (mode: GameMode) =>
  shared.evaluate((wanted) => {
    globalThis.mode = wanted;
  }, mode);
/** The helper's place in this stream: another helper, or the same one after it was given up, has another. */
async function lease(): Promise<string | undefined> {
  const { sessions } = (await (await fetch(`${coordinator.url}/api/sessions`)).json()) as {
    sessions: { leases: { lease_id: string }[] }[];
  };
  return sessions[0]?.leases[0]?.lease_id;
}

const status = () => gamer.getByTestId('status').getAttribute('data-state');

async function moves(): Promise<void> {
  const before = await stat(gamer, 'frames-upscaled');
  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > before + 20, {
    what: 'frames of the moving game to be upscaled',
  });
}
