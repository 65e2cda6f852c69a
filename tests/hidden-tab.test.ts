/**
 * People put the helper's tab behind others and forget it: it goes on at full rate there.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { RawChromium, type RawTab } from './harness/raw-chromium.ts';
import { openGamer, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

/** A page's own timers run once a second when hidden: frames that hung on one would come at a thirtieth of this rate. */
const LEAST_SHARE = 0.6;
const FRAMES = 150;

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
    timeoutMs: 20_000,
    what: 'the help page',
  });
  await helper.evaluate(`${byTestId('donate')}.click()`);
  await waitFor(async () => (await stateOf(helper)) === 'waiting', {
    timeoutMs: 60_000,
    what: 'the hidden helper to wait for work',
  });
  expect(await helper.evaluate('document.visibilityState')).toBe('hidden');
  // Really hidden, not only called so: nothing is painted.
  await helper.evaluate('globalThis.painted = 0; requestAnimationFrame(() => { painted += 1; }); 0');

  const gamer = await openGamer(browser, coordinator.url, {
    source: 'keep',
    input: '320x180',
    target: '640x360',
    quality: 'fast',
    fps: 30,
  });
  await gamer.getByTestId('play').click();
  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > 30, {
    timeoutMs: 30_000,
    what: 'the hidden helper to upscale',
  });
  const before = await counts();
  const after = await waitFor(
    async () => {
      const now = await counts();
      return now.sent > before.sent + FRAMES && now;
    },
    { timeoutMs: 30_000, what: `${FRAMES} more frames`, everyMs: 200 },
  );
  expect(after.upscaled - before.upscaled).toBeGreaterThan((after.sent - before.sent) * LEAST_SHARE);
  expect(await helper.evaluate('document.visibilityState')).toBe('hidden');
  expect(await helper.evaluate('painted')).toBe(0);
  expect(await stateOf(helper)).toBe('serving');

  async function counts(): Promise<{ sent: number; upscaled: number }> {
    return { upscaled: await stat(gamer, 'frames-upscaled'), sent: await stat(gamer, 'frames-sent') };
  }
});

const byTestId = (id: string) => `document.querySelector('[data-testid=${id}]')`;
const stateOf = (tab: RawTab) => tab.evaluate<string>(`${byTestId('helper-state')}?.dataset.state`);
