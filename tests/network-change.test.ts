/**
 * Paths between a gamer and its helper that end: the two find another one.
 */
import type { LaneConditions } from '@p2c2g/transport/rig/lane.ts';
import { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { ownAddress, putBehind } from './harness/bad-network.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import './harness/stream-run.ts';
import { waitFor } from './harness/wait.ts';

const WISH = { ...SMALL, input: '160x90', target: '320x180' };
const GOOD = { delayMs: 5 };
const GONE: LaneConditions = { blackout: true };

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let gamer: Page;
let helper: Page;
const rigs: UdpRig[] = [];
const rig = () => rigs.at(-1)!;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
  newRig();
  const behind = (tab: BrowserContext) => putBehind(tab, rig, 'left');
  helper = (await openHelper(browser, coordinator.url, '?engine=wasm', behind)).page;
  gamer = await openGamer(browser, coordinator.url, WISH, (tab) => putBehind(tab, rig, 'right'));
  await gamer.getByTestId('play').click();
  await upscaledMore(30);
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
  for (const each of rigs) await each.close();
});

it('finds a new path when the old one is gone for good', async () => {
  const before = await framesOfLink();
  const old = rig();
  newRig();
  old.lanes.left.conditions = GONE;
  old.lanes.right.conditions = GONE;
  await upscaledMore(60);
  expect(rig().lanes.right.stats().deliveredPackets).toBeGreaterThan(30);
  // A link made anew would have begun to count again.
  expect(await framesOfLink()).toBeGreaterThanOrEqual(before + 60);
});

it('leaves a path that still carries when the helper knows of a new network', async () => {
  newRig();
  // The gamer has no reason to look for another path: only the helper can have asked.
  await helper.evaluate(() => dispatchEvent(new Event('online')));
  await waitFor(async () => rig().lanes.left.stats().deliveredPackets > 30, {
    what: 'frames to come over the new path',
  });
  await upscaledMore(30);
});

it('goes on when only its own words are lost', async () => {
  const old = rig();
  newRig();
  // The helper is heard all the while, and hears nothing. Whether the link gets a new path or a successor is a matter of time.
  old.lanes.right.conditions = GONE;
  await upscaledMore(60);
});

function newRig(): void {
  rigs.push(new UdpRig({ host: ownAddress(), seed: 7, toLeft: GOOD, toRight: GOOD }));
}

/** Frames that came over the one link, since it was made. */
async function framesOfLink(): Promise<number> {
  const { helpers } = await gamer.evaluate(() => globalThis.p2c2gProbe.stats());
  expect(helpers).toHaveLength(1);
  return helpers[0]!.framesDone;
}

/** Frames of helpers that are shown from now on. */
async function upscaledMore(count: number): Promise<void> {
  const shown = async () => (await stat(gamer, 'frames-upscaled')) || 0;
  const goal = (await shown()) + count;
  await waitFor(async () => (await shown()) >= goal, {
    what: `${count} more frames to be upscaled`,
  });
}
