/**
 * A helper without work outlives its coordinator, and a coordinator under attack goes on serving the others.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './harness/chromium.ts';
import { freePort, PATIENT_FLAGS, type SpawnedCoordinator, spawnCoordinator } from './harness/coordinator.ts';
import { type HelperTab, helperState, openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';
import { WireClient } from './harness/wire-client.ts';

/** Connections of the attacker, one after the other: each is closed for what it says. */
const ATTACKS = 24;

let browser: Browser;
let dataDir: string;
let port: number;
let coordinator: SpawnedCoordinator;
let helper: HelperTab;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'p2c2g-gone-'));
  port = await freePort();
  coordinator = await spawnCoordinator({ port, dataDir, flags: PATIENT_FLAGS });
  browser = await launchChromium();
  helper = await openHelper(browser, coordinator.url);
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.kill();
  await rm(dataDir, { recursive: true, force: true });
});

it('a waiting helper counts down to the next try, and is registered again by itself', async () => {
  const { page } = helper;
  await coordinator.kill();
  await waitFor(async () => (await helperState(page)) === 'reconnecting', {
    what: 'the helper to notice',
  });
  const sentence = () => page.getByTestId('state-sentence').textContent({ timeout: 1000 });
  // Waits grow with the attempts: after a few there is something to count.
  await waitFor(async () => /^Trying again in \d+ s \(attempt [3-9]\)/.test((await sentence()) ?? ''), {
    what: 'the countdown',
  });
  expect(await page.getByTestId('retry').isVisible()).toBe(true);
  expect(await page.getByTestId('pause').isVisible()).toBe(true);

  coordinator = await spawnCoordinator({ port, dataDir, flags: PATIENT_FLAGS });
  await waitFor(async () => (await helperState(page)) === 'waiting', {
    what: 'the helper to be back',
  });
  expect(await activePeers()).toEqual([await helper.peerId()]);
});

it('a flood of nonsense is closed on, and a running stream does not notice', async () => {
  const gamer = await openGamer(browser, coordinator.url, SMALL);
  await gamer.getByTestId('play').click();
  const upscaled = () => stat(gamer, 'frames-upscaled');
  await waitFor(async () => (await upscaled()) > 30, { what: 'the stream to run' });
  const before = await upscaled();

  for (let attack = 0; attack < ATTACKS; attack += 1) {
    const attacker = await WireClient.open(coordinator.url);
    for (const nonsense of NONSENSE) attacker.sayRaw(nonsense);
    for (let n = 0; n < 500; n += 1) {
      attacker.sayRaw('{"msg_type":"heartbeat"');
      // What it is told must reach it before its own flood has the connection reset.
      if (n % 20 === 0) await setImmediate();
    }
    const code = await waitFor(() => attacker.closeCode, {
      what: 'the attacker to be shut out',
    });
    expect(code).toBeGreaterThanOrEqual(4400);
    expect(code).toBeLessThan(4500);
  }

  await waitFor(async () => (await upscaled()) > before + 90, {
    what: 'the stream to go on',
  });
  const status = gamer.getByTestId('status');
  await waitFor(async () => (await status.getAttribute('data-state')) === 'upscaled', {
    what: 'the page to say so',
  });
  expect(await stat(gamer, 'frames-lost')).toBe(0);
  expect((await fetch(`${coordinator.url}/livez`)).ok).toBe(true);
  expect(await activePeers()).toEqual([await helper.peerId()]);
});

const NONSENSE: readonly (string | Uint8Array)[] = [
  '',
  'not JSON',
  '[]',
  'null',
  '{"msg_type":42}',
  '{"msg_type":"__proto__","__proto__":{"admin":true}}',
  '{"v":1,"msg_type":"offer","lease_id":"x","epoch":0,"sdp":"v=0"}',
  '{"msg_type":"register_gamer","gamer_id":{"$gt":""}}',
  '['.repeat(20_000),
  randomBytes(512),
];

async function activePeers(): Promise<string[]> {
  const { helpers } = (await (await fetch(`${coordinator.url}/api/helpers`)).json()) as {
    helpers: { peer_id: string; presence: string }[];
  };
  return helpers.filter(({ presence }) => presence === 'online').map(({ peer_id }) => peer_id);
}
