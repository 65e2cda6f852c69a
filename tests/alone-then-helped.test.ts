/**
 * Nobody has to wait for a helper: the picture is scaled here until one comes, and the work moves over without a break.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

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

it('plays alone, says so, and hands over when a helper arrives', async () => {
  const gamer = await openGamer(browser, coordinator.url, SMALL);
  await gamer.getByTestId('play').click();
  await waitFor(async () => (await stat(gamer, 'frames-local')) > 30, {
    what: 'frames scaled here',
  });
  const says = (what: RegExp) =>
    waitFor(async () => what.test((await gamer.getByTestId('status').textContent()) ?? ''), {
      what: `the page to say ${what}`,
    });
  await says(/number 1 in the queue/i);
  const waiting = (await (await fetch(`${coordinator.url}/api/stats`)).json()) as { queued_sessions: number };
  expect(waiting.queued_sessions).toBe(1);

  const helper = await openHelper(browser, coordinator.url);
  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > 30, {
    what: 'frames upscaled by the helper',
  });
  await says(/1 helper/i);
  expect(await stat(gamer, 'frames-lost')).toBe(0);

  await helper.close();
  const before = await stat(gamer, 'frames-local');
  await waitFor(async () => (await stat(gamer, 'frames-local')) > before + 30, {
    what: 'the picture to go on alone',
  });
  await waitFor(async () => (await stat(gamer, 'failovers')) >= 1, { what: 'the loss to be counted' });
});

it('keeps a paused helper out of work, and a stopped one out of the list', async () => {
  const helper = await openHelper(browser, coordinator.url);
  await helper.page.getByTestId('pause').click();
  const peers = async () =>
    ((await (await fetch(`${coordinator.url}/api/stats`)).json()) as { active_peers: number }).active_peers;
  await waitFor(
    async () => (await helper.page.getByTestId('helper-state').getAttribute('data-state')) === 'paused',
    { what: 'the pause' },
  );
  await helper.page.getByTestId('stop').click();
  await waitFor(async () => (await peers()) === 0, {
    what: 'the helper to leave the list',
  });
});
