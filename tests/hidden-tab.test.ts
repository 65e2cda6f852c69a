/**
 * People put the helper's tab behind others and forget it: it goes on at full rate there.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { RawChromium, type RawTab } from './harness/raw-chromium.ts';
import { openGamer, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

/** A page's own timers run once a second when hidden, on any machine: frames that hung on one would come no more often than it fires. */
const TIMES_AS_OFTEN = 1.5;
const FRAMES = 100;

let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let helpers: RawChromium;
let browser: Browser;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  helpers = await RawChromium.launch();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await helpers?.close();
  await coordinator?.close();
});

it('upscales at full rate in a tab that nobody sees', async () => {
  const helper = await helpers.openBehind(`${coordinator.url}/help?engine=wasm`);
  await waitFor(() => helper.evaluate(`!!${byTestId('donate')}`), {
    what: 'the help page',
  });
  await helper.evaluate(`${byTestId('donate')}.click()`);
  await waitFor(async () => (await stateOf(helper)) === 'waiting', {
    what: 'the hidden helper to wait for work',
  });
  expect(await helper.evaluate('document.visibilityState')).toBe('hidden');
  // Really hidden, not only called so: nothing is painted.
  await helper.evaluate('globalThis.painted = 0; requestAnimationFrame(() => { painted += 1; }); 0');

  const gamer = await openGamer(browser, coordinator.url, SMALL);
  await gamer.getByTestId('play').click();
  await upscaledMore(30);
  await helper.evaluate('globalThis.fired = 0; setInterval(() => { fired += 1; }, 10); 0');
  await upscaledMore(FRAMES);
  expect(FRAMES).toBeGreaterThan(TIMES_AS_OFTEN * (await helper.evaluate<number>('fired')));
  expect(await helper.evaluate('document.visibilityState')).toBe('hidden');
  expect(await helper.evaluate('painted')).toBe(0);
  await waitFor(async () => (await stateOf(helper)) === 'serving', { what: 'the hidden helper to say so' });

  async function upscaledMore(count: number): Promise<void> {
    const upscaled = async () => (await stat(gamer, 'frames-upscaled')) || 0;
    const goal = (await upscaled()) + count;
    await waitFor(async () => (await upscaled()) >= goal, { what: `${count} more frames to be upscaled` });
  }
});

const byTestId = (id: string) => `document.querySelector('[data-testid=${id}]')`;
const stateOf = (tab: RawTab) => tab.evaluate<string>(`${byTestId('helper-state')}?.dataset.state`);
