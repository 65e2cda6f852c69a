/**
 * A helper that sends pictures of something else, beside an honest one: it is given up, none of them is shown from then on, and the coordinator
 * believes two gamers what it did not believe one. (Until then each one that is looked at is not shown, which is all of them where there is time.)
 */
import type { Browser, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openGamer, openHelper, SMALL, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const WISH = { ...SMALL, input: '160x90', target: '320x180' };

declare global {
  var shownPictures: { drawn: number; black: number };
}

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let honest: string;
let liar: string;
let liarPage: Page;

/** In the helper's worker: whatever is to be encoded, black is. */
function encodeBlack(): void {
  const { encode } = VideoEncoder.prototype;
  VideoEncoder.prototype.encode = function (this: VideoEncoder, frame, options) {
    const { displayWidth: codedWidth, displayHeight: codedHeight, timestamp } = frame;
    const luma = codedWidth * codedHeight;
    const bytes = new Uint8Array(luma + 2 * Math.ceil(codedWidth / 2) * Math.ceil(codedHeight / 2)).fill(128);
    bytes.fill(16, 0, luma);
    const black = new VideoFrame(bytes, { format: 'I420', codedWidth, codedHeight, timestamp });
    encode.call(this, black, options);
    black.close();
  };
}

/** In the gamer's worker: looks at a row of whatever comes to the canvas, either way. The game has no black ones. */
function countBlack(): void {
  globalThis.shownPictures = { drawn: 0, black: 0 };
  const { prototype } = OffscreenCanvasRenderingContext2D;
  for (const way of ['drawImage', 'putImageData'] as const) {
    const paint = prototype[way];
    Object.defineProperty(prototype, way, {
      value(this: OffscreenCanvasRenderingContext2D, ...args: unknown[]) {
        Reflect.apply(paint, this, args);
        const { width, height } = this.canvas;
        const row = this.getImageData(0, height >> 1, width, 1).data;
        globalThis.shownPictures.drawn += 1;
        if (row.every((level, i) => i % 4 === 3 || level < 8)) globalThis.shownPictures.black += 1;
      },
    });
  }
}

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
  const lying = await openHelper(browser, coordinator.url);
  liarPage = lying.page;
  const worker: Worker | undefined = liarPage.workers().find((each) => each.url().includes('helper'));
  await worker!.evaluate(encodeBlack);
  liar = await lying.peerId();
  honest = await (await openHelper(browser, coordinator.url)).peerId();
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
});

it('is given up by each gamer that looks at its pictures, while the honest one works on', async () => {
  const first = await play();
  await doubtedBy(1);
  await first.forget();
  await upscaledMore(first.page, 15);
  // One gamer may say what it likes.
  expect((await told(liar)).judgements.map(({ cause }) => cause)).not.toContain('wrong_pictures');
  await first.close();

  const second = await play();
  await doubtedBy(2);
  await second.forget();
  await upscaledMore(second.page, 15);
  await second.close();
  const { reputation, judgements } = await told(liar);
  expect(reputation).toBeLessThan(0.2);
  expect(judgements).toContainEqual(expect.objectContaining({ good: false, cause: 'wrong_pictures' }));
  expect(await told(honest)).toMatchObject({ picture_complaints: 0 });
  // Its owner reads why.
  await waitFor(
    async () => /not of their games/.test((await liarPage.getByTestId('standing-why').textContent()) ?? ''),
    { what: 'the page of the helper to say why it is not trusted' },
  );
});

interface Playing {
  readonly page: Page;
  /** Counts anew what is shown. */
  forget(): Promise<void>;
  /** Ends it, when nothing black has been shown since. */
  close(): Promise<void>;
}

async function play(): Promise<Playing> {
  const page = await openGamer(browser, coordinator.url, WISH);
  await page.getByTestId('play').click();
  const worker = await waitFor(async () => page.workers().find((each) => each.url().includes('gamer')), {
    what: 'the worker of the gamer to start',
  });
  await worker.evaluate(countBlack);
  return {
    page,
    forget: () =>
      worker.evaluate(() => {
        globalThis.shownPictures = { drawn: 0, black: 0 };
      }),
    close: async () => {
      const { drawn, black } = await worker.evaluate(() => globalThis.shownPictures);
      expect(drawn).toBeGreaterThan(15);
      expect(black).toBe(0);
      await page.context().close();
    },
  };
}

/** Frames of helpers that are shown from now on. */
async function upscaledMore(page: Page, count: number): Promise<void> {
  const shown = async () => (await stat(page, 'frames-upscaled')) || 0;
  const goal = (await shown()) + count;
  await waitFor(async () => (await shown()) >= goal, {
    what: `${count} more frames to be upscaled`,
  });
}

/** So many gamers have given the liar up for its pictures. */
const doubtedBy = (gamers: number): Promise<unknown> =>
  waitFor(async () => (await told(liar)).picture_complaints >= gamers, {
    what: `gamer ${gamers} to find the pictures wrong`,
  });

interface Told {
  readonly peer_id: string;
  readonly reputation: number;
  readonly picture_complaints: number;
  readonly judgements: readonly { readonly good: boolean; readonly cause: string }[];
}

async function told(peerId: string): Promise<Told> {
  const answer = await fetch(`${coordinator.url}/api/helpers`);
  const { helpers } = (await answer.json()) as { helpers: Told[] };
  return helpers.find(({ peer_id }) => peer_id === peerId)!;
}
