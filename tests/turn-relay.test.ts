/**
 * Frames through a real TURN server, with passwords that the coordinator made: gamer and helper never learn the address
 * of each other.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { startTurnServer, type TurnServer } from './harness/turn-server.ts';
import { waitFor } from './harness/wait.ts';

let turn: TurnServer;
let browser: Browser;

beforeAll(async () => {
  turn = await startTurnServer();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await turn?.close();
});

const coordinatorWith = (turn_secret: string) =>
  startCoordinator({ ...coordinatorConfig(), ice: { urls: [turn.url], turn_secret, relay_only: true } });

it('upscales through the relay, with nothing but relayed candidates on either side', async () => {
  const coordinator = await coordinatorWith(turn.secret);
  try {
    const helper = await openHelper(browser, coordinator.url);
    const gamer = await openGamer(browser, coordinator.url, SMALL);
    const candidates = await spyOnCandidates(gamer);
    await gamer.getByTestId('play').click();
    await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > 30, {
      what: 'frames upscaled through the relay',
    });
    const types = (await candidates()).map((line) => / typ (\w+)/.exec(line)?.[1]);
    expect(types.length).toBeGreaterThan(0);
    expect(new Set(types)).toEqual(new Set(['relay']));
    const peerId = await helper.peerId();
    const named = new RegExp(`username=<\\d+:${peerId}>`);
    await waitFor(() => named.test(turn.log()), { what: 'coturn to say whom it served' });
    await gamer.context().close();
    await helper.close();
  } finally {
    await coordinator.close();
  }
});

it('gets no helper through a relay that refuses the password, and plays on', async () => {
  const coordinator = await coordinatorWith('not the secret of that server');
  const before = turn.log().length;
  try {
    const helper = await openHelper(browser, coordinator.url);
    const gamer = await openGamer(browser, coordinator.url, SMALL);
    await gamer.getByTestId('play').click();
    await waitFor(() => turn.log().slice(before).includes('error 401'), {
      what: 'coturn to refuse',
    });
    await waitFor(async () => (await stat(gamer, 'frames-local')) > 30, {
      what: 'frames scaled by the page itself',
    });
    expect(await stat(gamer, 'frames-upscaled')).toBe(0);
    expect(turn.log().slice(before)).not.toContain('ALLOCATE processed, success');
    await gamer.context().close();
    await helper.close();
  } finally {
    await coordinator.close();
  }
});

/** @returns reads the candidates that this page's connections have gathered */
async function spyOnCandidates(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenCandidates: seen });
    const add = RTCPeerConnection.prototype.addIceCandidate;
    RTCPeerConnection.prototype.addIceCandidate = function (this: RTCPeerConnection, ...given: unknown[]) {
      seen.push((given[0] as RTCIceCandidateInit)?.candidate ?? '');
      return (add as (...all: unknown[]) => Promise<void>).apply(this, given);
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { seenCandidates: string[] }).seenCandidates);
}
