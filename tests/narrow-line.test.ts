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
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

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
  const gamer = await openGamer(browser, coordinator.url, SMALL, (tab) => putBehind(tab, rig, 'right'));
  await gamer.getByTestId('play').click();
  await upscaledMore(gamer, 30);
  expect(rig.lanes.right.stats().deliveredPackets).toBeGreaterThan(30);
  await waitFor(async () => (await stat(gamer, 'line-bps')) > NARROW_BPS, { what: 'the uplink to begin' });

  become(NARROW, GOOD);
  await waitFor(async () => (await stat(gamer, 'line-bps')) < NARROW_BPS, {
    what: 'the uplink to take less than the line has',
  });
  await upscaledMore(gamer, 30);

  become(GOOD, GOOD);
  await waitFor(async () => (await stat(gamer, 'line-bps')) > NARROW_BPS, {
    what: 'the uplink to find that the line is wide again',
  });

  become(GOOD, NARROW);
  await upscaledMore(gamer, 60);
  become(GOOD, GOOD);

  become(LOSSY, LOSSY);
  await waitFor(async () => (await stat(gamer, 'loss')) > 0.008, {
    what: 'the loss to be noticed',
  });
  await waitFor(async () => (await stat(gamer, 'connections')) > 1, {
    what: 'further connections',
  });
  await waitFor(async () => (await stat(gamer, 'parity')) > 0, { what: 'parity packets' });
  await upscaledMore(gamer, 90);
});

function become(toHelper: LaneConditions, toGamer: LaneConditions): void {
  rig.lanes.right.conditions = toHelper;
  rig.lanes.left.conditions = toGamer;
}

/** Frames of helpers that are shown from now on. */
async function upscaledMore(gamer: Page, count: number): Promise<void> {
  const goal = (await statOrZero(gamer)) + count;
  await waitFor(async () => (await statOrZero(gamer)) >= goal, {
    what: `${count} more frames to be upscaled`,
  });
}

const statOrZero = async (gamer: Page): Promise<number> => (await stat(gamer, 'frames-upscaled')) || 0;
