/**
 * A gamer and a helper with a bad network between them: frames arrive all the same, and the stream takes no more of the line than it has.
 */
import type { LaneConditions } from '@p2c2g/transport/rig/lane.ts';
import { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { ownAddress, putBehind } from './harness/bad-network.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openGamer, openHelper, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const WISH = { source: 'keep', input: '320x180', target: '640x360', quality: 'fast', fps: 30 } as const;
const GOOD = { delayMs: 5 };
/** Less than either stream would take. */
const NARROW_BPS = 2_000_000;
const NARROW = { ...GOOD, rateBps: NARROW_BPS };
const LOSSY = { ...GOOD, lossRate: 0.02 };

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let rig: UdpRig;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
  rig = new UdpRig({ host: ownAddress(), seed: 7, toLeft: GOOD, toRight: GOOD });
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
  await rig?.close();
});

it('goes down with the line, keeps its frames coming, and goes up again', async () => {
  await openHelper(browser, coordinator.url, '?engine=wasm', (tab) => putBehind(tab, rig, 'left'));
  const gamer = await openGamer(browser, coordinator.url, WISH, (tab) => putBehind(tab, rig, 'right'));
  await gamer.getByTestId('play').click();
  await upscaledMore(gamer, 30);
  expect(rig.lanes.right.stats().deliveredPackets).toBeGreaterThan(30);
  expect(await stat(gamer, 'line-bps')).toBeGreaterThan(NARROW_BPS);

  become(NARROW, GOOD);
  await waitFor(async () => (await stat(gamer, 'line-bps')) < NARROW_BPS, {
    timeoutMs: 20_000,
    what: 'the uplink to take less than the line has',
  });
  await upscaledMore(gamer, 30);

  become(GOOD, GOOD);
  await waitFor(async () => (await stat(gamer, 'line-bps')) > NARROW_BPS, {
    timeoutMs: 30_000,
    what: 'the uplink to find that the line is wide again',
  });

  become(GOOD, NARROW);
  await upscaledMore(gamer, 60);
  become(GOOD, GOOD);
  const without = await upscaledOf(gamer, 90);

  become(LOSSY, LOSSY);
  await waitFor(async () => (await stat(gamer, 'loss')) > 0.008, {
    timeoutMs: 30_000,
    what: 'the loss to be noticed',
  });
  await waitFor(async () => (await stat(gamer, 'connections')) > 1, {
    timeoutMs: 30_000,
    what: 'further connections',
  });
  const share = await upscaledOf(gamer, 150);
  expect(await stat(gamer, 'parity')).toBeGreaterThan(0);
  // Over one connection it would be less than half as many; the machine itself may be too slow for some.
  expect(share).toBeGreaterThan(0.6 * without);
});

function become(toHelper: LaneConditions, toGamer: LaneConditions): void {
  rig.lanes.right.conditions = toHelper;
  rig.lanes.left.conditions = toGamer;
}

/** Frames of helpers that are shown from now on. */
async function upscaledMore(gamer: Page, count: number): Promise<void> {
  const goal = (await statOrZero(gamer)) + count;
  await waitFor(async () => (await statOrZero(gamer)) >= goal, {
    timeoutMs: 30_000,
    what: `${count} more frames to be upscaled`,
  });
}

/** The share of helpers' pictures among so many shown from now on. */
async function upscaledOf(gamer: Page, count: number): Promise<number> {
  const shown = async () => ({
    upscaled: await statOrZero(gamer),
    local: (await stat(gamer, 'frames-local')) || 0,
  });
  const before = await shown();
  let after = before;
  const passed = () => after.upscaled + after.local - before.upscaled - before.local;
  await waitFor(
    async () => {
      after = await shown();
      return passed() >= count;
    },
    { timeoutMs: 30_000, what: `${count} more frames to be shown` },
  );
  return (after.upscaled - before.upscaled) / passed();
}

const statOrZero = async (gamer: Page): Promise<number> => (await stat(gamer, 'frames-upscaled')) || 0;
