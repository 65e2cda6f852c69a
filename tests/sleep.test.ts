/**
 * Machines that sleep for some seconds in the middle of a stream: it goes on, and nobody is blamed.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { sleep } from './harness/processes.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const WISH = { ...SMALL, input: '160x90', target: '320x180' };
/** Longer than it takes either end to look for another path, and to know of itself that it slept; far shorter than the patience with an only link. */
const ASLEEP_MS = 3_000;

let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let helperBrowser: Browser;
let gamerBrowser: Browser;
let gamer: Page;

beforeAll(async () => {
  // It is patient: who sleeps for longer than that is gone, and what is tested is the time before.
  coordinator = await startCoordinator(coordinatorConfig());
  helperBrowser = await launchChromium();
  gamerBrowser = await launchChromium();
  await openHelper(helperBrowser, coordinator.url);
  gamer = await openGamer(gamerBrowser, coordinator.url, WISH);
  await gamer.getByTestId('play').click();
  await upscaledMore(30);
});

afterAll(async () => {
  await gamerBrowser?.close();
  await helperBrowser?.close();
  await coordinator?.close();
});

it.each([
  ['the gamer', () => gamerBrowser],
  ['the helper', () => helperBrowser],
])('goes on when %s slept, and blames nobody', async (_, browser) => {
  await sleep(browser(), ASLEEP_MS);
  await upscaledMore(30);
  expect(await spokenAgainst()).toEqual([]);
});

/** What counts against helpers, at the coordinator. */
async function spokenAgainst(): Promise<unknown[]> {
  const answer = await fetch(`${coordinator.url}/api/helpers`);
  const { helpers } = (await answer.json()) as { helpers: { judgements: { good: boolean }[] }[] };
  return helpers.flatMap(({ judgements }) => judgements.filter(({ good }) => !good));
}

/** Frames of helpers that are shown from now on. */
async function upscaledMore(count: number): Promise<void> {
  const shown = async () => (await stat(gamer, 'frames-upscaled')) || 0;
  const goal = (await shown()) + count;
  await waitFor(async () => (await shown()) >= goal, {
    what: `${count} more frames to be upscaled`,
  });
}
