/**
 * Which engine a helper gets, and what its page says of the one that it did not get. The software adapter that stands
 * in for a GPU here takes seconds a frame, so what is tested is the choice, and the truth told about it.
 */
import type { Browser, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { runStream, type StreamRun } from './harness/stream-run.ts';
import { helperState, openHelper, PATIENT_MS } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

declare global {
  var copiesOfFrames: number;
}

/** In the helper's worker: how many frames have been copied to memory. */
function countCopies(): void {
  globalThis.copiesOfFrames = 0;
  const { copyTo } = VideoFrame.prototype;
  VideoFrame.prototype.copyTo = function (this: VideoFrame, ...args: Parameters<typeof copyTo>) {
    globalThis.copiesOfFrames += 1;
    return copyTo.apply(this, args);
  };
}

/** Pictures of the software GPU: enough to see what happens to each, however many come too late meanwhile. */
const UPSCALED = 40;
/** Of these, so many are compared. */
const PICTURES = 8;

let coordinator: Awaited<ReturnType<typeof startCoordinator>>;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
});

afterAll(async () => {
  await coordinator?.close();
});

describe('with a software GPU', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium({ webgpu: true });
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('serves with the processor, and tells why not with the other', async () => {
    const { page, peerId, close } = await openHelper(browser, coordinator.url, '');
    const check = await row(page, 'check-webgpu');
    expect(check).toMatchObject({ state: 'warn' });
    expect(check.text).toMatch(/software.*graphics driver/is);
    expect(await row(page, 'engine-wasm')).toMatchObject({ state: 'done', chosen: 'true' });
    const webgpu = await row(page, 'engine-webgpu');
    expect(webgpu).toMatchObject({ state: 'failed', chosen: 'false', value: '' });
    expect(webgpu.text).toMatch(/P2C2G_UPSCALE_NO_WEBGPU.*software adapter/);
    expect(await promised(await peerId())).toEqual({ gpu: null, backends: ['wasm'] });
    await close();
  });

  it('told to use the GPU alone, it serves with that or says why it cannot: the processor is never put in its place', async () => {
    const page = await browser.newPage();
    await page.goto(`${coordinator.url}/help?engine=webgpu`);
    await page.getByTestId('donate').click();
    // Which of the two depends on how fast this machine emulates a GPU.
    const state = await waitFor(async () => /refused|waiting/.exec((await helperState(page)) ?? '')?.[0], {
      what: 'the helper to be ready or refused',
    });
    if (state === 'refused') {
      const problem = page.getByTestId('problem');
      expect(await problem.getAttribute('data-code')).toBe('P2C2G_ENGINE_FAILED');
      expect(await problem.textContent()).toMatch(/webgpu: P2C2G_UPSCALE_\w+/);
      // Not a dead end: the button is there to try again.
      expect(await page.getByTestId('donate').isVisible()).toBe(true);
    } else {
      expect(await row(page, 'engine-webgpu')).toMatchObject({ state: 'done', chosen: 'true' });
      expect(await page.getByTestId('engine-wasm').count()).toBe(0);
    }
    await page.close();
  });
});

describe('a helper with a (software) GPU alone', () => {
  let copies = 0;
  let run: StreamRun;

  beforeAll(async () => {
    const drawing = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
    const vulkan = ['--enable-features=Vulkan', '--use-vulkan=swiftshader'];
    let worker: Worker | undefined;
    run = await runStream({
      source: 'keep',
      input: '128x72',
      target: '256x144',
      quality: 'fast',
      fps: 30,
      helpers: 1,
      frames: 3000,
      until: ({ frames }) => frames.upscaled >= UPSCALED,
      sampleEvery: UPSCALED / PICTURES,
      deadlineMs: PATIENT_MS,
      helperBrowser: { webgpu: true, args: [...drawing, ...vulkan] },
      helperQuery: '?engine=webgpu',
      onHelper: async ({ page }) => {
        worker = page.workers().find((each) => each.url().includes('helper'));
        await worker!.evaluate(countCopies);
      },
      onProgress: () => {
        void worker
          ?.evaluate(() => globalThis.copiesOfFrames)
          .then((n) => {
            copies = n;
          });
      },
    });
  });

  it('upscales frames that never leave it: none is copied to memory, and none comes back in other colours', () => {
    expect(run.stream.frames.upscaled).toBeGreaterThanOrEqual(UPSCALED);
    // Each link begins with a check of colours, which needs one; a helper that copied would do so for every frame.
    expect(copies).toBeLessThan(UPSCALED / 4);
    const scores = run.pictures.scores.filter(({ outcome }) => outcome === 'upscaled');
    expect(scores.length).toBeGreaterThanOrEqual(PICTURES);
    for (const { psnrDb } of scores) expect(psnrDb.shown).toBeGreaterThan(psnrDb.bicubic - 1);
  });
});

it('with no GPU at all says so, what would help, and serves with the processor', async () => {
  const browser = await launchChromium();
  try {
    const { page } = await openHelper(browser, coordinator.url, '');
    const check = await row(page, 'check-webgpu');
    expect(check).toMatchObject({ state: 'warn' });
    expect(check.text).toMatch(/Update the browser and the graphics driver/);
    expect(await row(page, 'engine-webgpu')).toMatchObject({ state: 'failed', chosen: 'false' });
    const wasm = await row(page, 'engine-wasm');
    expect(wasm).toMatchObject({ state: 'done', chosen: 'true' });
    expect(Number(wasm.value)).toBeGreaterThan(0);
  } finally {
    await browser.close();
  }
});

async function row(page: Page, testId: string): Promise<Record<string, string | undefined>> {
  return page
    .getByTestId(testId)
    .evaluate((element) => ({ ...(element as HTMLElement).dataset, text: element.textContent ?? '' }));
}

/** What the coordinator was told that this helper has. */
async function promised(peerId: string): Promise<{ gpu: unknown; backends: string[] } | undefined> {
  const { helpers } = (await (await fetch(`${coordinator.url}/api/helpers`)).json()) as {
    helpers: { peer_id: string; capabilities: { gpu: unknown; measured: { backend: string }[] } }[];
  };
  const mine = helpers.find(({ peer_id }) => peer_id === peerId)?.capabilities;
  return mine && { gpu: mine.gpu, backends: mine.measured.map(({ backend }) => backend) };
}
