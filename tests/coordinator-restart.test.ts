/**
 * The coordinator is not on a frame's way: it may die and come back, and the stream does not notice.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launchChromium } from './harness/chromium.ts';
import { freePort, PATIENT_FLAGS, spawnCoordinator } from './harness/coordinator.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

it('keeps a running session through a killed and restarted coordinator', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'p2c2g-restart-'));
  const port = await freePort();
  let coordinator = await spawnCoordinator({ port, dataDir, flags: PATIENT_FLAGS });
  const browser = await launchChromium();
  try {
    await openHelper(browser, coordinator.url);
    const gamer = await openGamer(browser, coordinator.url, SMALL);
    await gamer.getByTestId('play').click();
    const upscaled = () => stat(gamer, 'frames-upscaled');
    await waitFor(async () => (await upscaled()) > 30, { what: 'the stream to run' });
    const before = (await sessions(coordinator.url))[0];

    await coordinator.kill();
    const atDeath = await upscaled();
    await waitFor(async () => (await upscaled()) > atDeath + 60, {
      what: 'frames without a coordinator',
    });

    coordinator = await spawnCoordinator({ port, dataDir, flags: PATIENT_FLAGS });
    await waitFor(
      async () =>
        (await sessions(coordinator.url)).some(
          // Until the helper is back too, its place is only kept.
          ({ session_id, leases }) => session_id === before?.session_id && leases.length > 0,
        ),
      {
        what: 'the session to be picked up again',
      },
    );
    const atReturn = await upscaled();
    await waitFor(async () => (await upscaled()) > atReturn + 60, {
      what: 'frames after the restart',
    });
    // The same lease: nothing was torn down and built up again.
    const after = (await sessions(coordinator.url))[0];
    expect(after?.leases.map(({ lease_id }) => lease_id)).toEqual(
      before?.leases.map(({ lease_id }) => lease_id),
    );
    expect(await stat(gamer, 'frames-lost')).toBe(0);
  } finally {
    await browser.close();
    await coordinator.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
});

interface SessionRow {
  readonly session_id: string;
  readonly leases: readonly { readonly lease_id: string }[];
}

async function sessions(url: string): Promise<SessionRow[]> {
  const { sessions } = (await (await fetch(`${url}/api/sessions`)).json()) as { sessions: SessionRow[] };
  return sessions;
}
