/**
 * Pairs of tabs with the rig between them.
 * @module
 */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { candidateAddress, withAddress } from '@p2c2g/transport/rig/candidate.ts';
import type { Site, UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { Browser, Page } from 'playwright-core';
import { servePage } from '../../tests/harness/built-page.ts';
import { launchChromium } from '../../tests/harness/chromium.ts';
import type { NetworkEnd } from './page/main.ts';
import type { NetworkRun } from './page/run.ts';

declare global {
  var networkEnd: NetworkEnd;
  /** The run in progress, for later questions. */
  var networkRun: NetworkRun;
}

/** The address at which browsers here find each other; they leave out the loopback. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this machine has no address but the loopback');
  return found.address;
}

export interface TabPair {
  readonly left: Page;
  readonly right: Page;
}

export interface NetworkTabs {
  pair(): Promise<TabPair>;
  close(): Promise<void>;
}

/** Two browsers, so that one end's work does not hold up the other's. */
export async function openNetworkTabs(): Promise<NetworkTabs> {
  const page = await servePage(join(import.meta.dirname, 'page'));
  const browsers = [await launchChromium(), await launchChromium()] as const;
  const open = async (browser: Browser) => {
    const tab = await (await browser.newContext()).newPage();
    await tab.goto(page.url);
    await tab.waitForFunction(() => 'networkEnd' in globalThis);
    return tab;
  };
  return {
    pair: async () => ({ left: await open(browsers[0]), right: await open(browsers[1]) }),
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
    [name, await moved(rig, offered, 'left')],
  );
  await left.evaluate(
    ([peer, sdp]) => globalThis.networkEnd.accept(peer!, sdp!),
    [name, await moved(rig, answered, 'right')],
  );
}

/** A description whose candidates are the rig's; those that are not UDP are left out. */
async function moved(rig: UdpRig, sdp: string, site: Site): Promise<string> {
  const lines: string[] = [];
  for (const line of sdp.split('\r\n')) {
    const address = line.startsWith('a=candidate:') ? candidateAddress(line) : undefined;
    if (!address) lines.push(line);
    else if (address.protocol === 'udp')
      lines.push(withAddress(line, rig.host, await rig.portFor(address.port, site)));
  }
  return lines.join('\r\n');
}
