/**
 * A coordinator that asks for keys, as a person meets it: the pages ask, say why a code is refused, and work with one
 * that is right.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { helperState, openGamer, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

/** Of the right shape, and nobody's. */
const WRONG = `p2c2g_invite_0123456789ab_${'x'.repeat(32)}`;

let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let browser: Browser;
let invite: string;
let helper: Page;

beforeAll(async () => {
  coordinator = await startCoordinator({ ...coordinatorConfig(), auth: { mode: 'closed' } });
  browser = await launchChromium();
  invite = await makeInvite(2);
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
});

it('refuses a wrong code in plain words, and lets a helper in with the right one', async () => {
  const context = await browser.newContext();
  helper = await context.newPage();
  await helper.goto(`${coordinator.url}/help?engine=wasm`);
  await helper.getByTestId('donate').click();
  await asked(helper);
  await waitFor(async () => (await helperState(helper)) === 'locked', {
    what: 'the helper to say that it waits for a code',
  });
  expect(await helper.getByTestId('access').getByTestId('problem').count()).toBe(0);

  await enter(helper, WRONG, false);
  const problem = helper.getByTestId('access').getByTestId('problem');
  await problem.waitFor();
  expect(await problem.getAttribute('data-code')).toBe('P2C2G_UNAUTHORIZED');
  expect(await problem.textContent()).toMatch(/no key, invite or token of this server.*ask whoever runs/is);
  expect(coordinator.stats().active_peers).toBe(0);

  await enter(helper, invite, true);
  await waitFor(async () => /waiting|serving/.test((await helperState(helper)) ?? ''), {
    what: 'the helper to be let in',
  });
  expect(coordinator.stats().active_peers).toBe(1);
});

it('lets a gamer in by the same invite, whose frames are upscaled', async () => {
  const gamer = await openGamer(browser, coordinator.url, SMALL);
  await gamer.getByTestId('play').click();
  await asked(gamer);
  await enter(gamer, invite, false);
  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > 30, {
    what: 'frames upscaled by the helper',
  });
  expect(await gamer.getByTestId('access').count()).toBe(0);
  // For this tab, and not for this device.
  expect(await gamer.evaluate(() => localStorage.getItem('p2c2g.access'))).toBeNull();
  expect(new URL(gamer.url()).search).toBe('?probe');
  await gamer.context().close();
});

it('does not ask again where the person wants to be remembered, though the invite is used up', async () => {
  const page = await helper.context().newPage();
  await helper.close();
  await waitFor(() => coordinator.stats().active_peers === 0, {
    what: 'the tab to be gone',
  });
  await page.goto(`${coordinator.url}/help?engine=wasm`);
  expect(page.url()).not.toContain('p2c2g_');
  await page.getByTestId('donate').click();
  await waitFor(async () => (await helperState(page)) === 'waiting', {
    what: 'the helper to be let in',
  });
  expect(await page.getByTestId('access').count()).toBe(0);
});

it('plays on without helpers for who has no code, and says so', async () => {
  const gamer = await openGamer(browser, coordinator.url, SMALL);
  await gamer.getByTestId('play').click();
  await asked(gamer);
  await enter(gamer, invite, false);
  await gamer.getByTestId('access').getByText('used as often as it may be').waitFor();
  await gamer.getByTestId('access-without').click();
  await waitFor(async () => (await stat(gamer, 'frames-local')) > 30, {
    what: 'frames scaled by the page itself',
  });
  expect(await gamer.getByTestId('problem').textContent()).toContain('asks for a key or an invite');
});

const asked = (page: Page) => page.getByTestId('access').waitFor({ timeout: 90_000 });

async function enter(page: Page, code: string, remember: boolean): Promise<void> {
  await page.getByTestId('access-code').fill(code);
  if (remember) await page.getByTestId('access-remember').check();
  await page.getByTestId('access-enter').click();
}

async function makeInvite(uses: number): Promise<string> {
  const answer = await fetch(`${coordinator.url}/api/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${coordinator.firstKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'friends', uses }),
  });
  return ((await answer.json()) as { invite: string }).invite;
}
