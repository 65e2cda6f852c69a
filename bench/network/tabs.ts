/**
 * Pairs of tabs with the rig between them.
 * @module
 */
import { join } from 'node:path';
import type { Site, UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { Browser, Page } from 'playwright-core';
import { movedDescription, putBehind } from '../../tests/harness/bad-network.ts';
import { servePage } from '../../tests/harness/built-page.ts';
import { launchChromium } from '../../tests/harness/chromium.ts';
import type { NetworkEnd } from './page/main.ts';
import type { NetworkRun } from './page/run.ts';

declare global {
  var networkEnd: NetworkEnd;
  /** The run in progress, for later questions. */
  var networkRun: NetworkRun;
}

export interface TabPair {
  readonly left: Page;
  readonly right: Page;
}

export interface NetworkTabs {
  /** Each finds the other behind the rig. */
  pair(rig: UdpRig): Promise<TabPair>;
  close(): Promise<void>;
}

/** Two browsers, so that one end's work does not hold up the other's. */
export async function openNetworkTabs(): Promise<NetworkTabs> {
  const page = await servePage(join(import.meta.dirname, 'page'));
  const browsers = [await launchChromium(), await launchChromium()] as const;
  const open = async (browser: Browser, rig: UdpRig, othersAt: Site) => {
    const context = await browser.newContext();
    await putBehind(context, rig, othersAt);
    const tab = await context.newPage();
    await tab.goto(page.url);
    await tab.waitForFunction(() => 'networkEnd' in globalThis);
    return tab;
  };
  return {
    pair: async (rig) => ({
      left: await open(browsers[0], rig, 'right'),
      right: await open(browsers[1], rig, 'left'),
    }),
    close: async () => {
      for (const browser of browsers) await browser.close();
      await page.close();
    },
  };
}

/** Connects the peers of that name, which both pages have opened, through the rig. The left one offers. */
export async function connectThrough(rig: UdpRig, { left, right }: TabPair, name: string): Promise<void> {
  const offered = await left.evaluate((peer) => globalThis.networkEnd.offer(peer), name);
  const answered = await right.evaluate(
    ([peer, sdp]) => globalThis.networkEnd.answer(peer!, sdp!),
    [name, await movedDescription(rig, offered, 'left')],
  );
  await left.evaluate(
    ([peer, sdp]) => globalThis.networkEnd.accept(peer!, sdp!),
    [name, await movedDescription(rig, answered, 'right')],
  );
}
