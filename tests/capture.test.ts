/**
 * A real other tab is captured, streamed, upscaled and shown.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { allow, openHelper, PATIENT_MS, stat } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';

const TITLE = 'A game in another tab';
/** Left half red, right half blue, and a white bar that moves so that frames keep coming. */
const GAME = `<!doctype html><title>${TITLE}</title><style>body{margin:0}canvas{width:100vw;height:100vh;display:block}</style><canvas width=640 height=360></canvas><script>
const c = document.querySelector('canvas').getContext('2d'); let n = 0;
setInterval(() => { c.fillStyle = '#d02020'; c.fillRect(0,0,320,360); c.fillStyle = '#2020d0'; c.fillRect(320,0,320,360);
c.fillStyle = '#fff'; c.fillRect((n += 4) % 640, 150, 20, 60); }, 33);</script>`;

let browser: Browser;
let game: Server;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  game = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(GAME)).listen(
    0,
    '127.0.0.1',
  );
  browser = await launchChromium({ args: [`--auto-select-tab-capture-source-by-title=${TITLE}`] });
});

afterAll(async () => {
  await browser?.close();
  game?.close();
  await coordinator?.close();
});

it('streams a shared tab through a helper onto the stage', async () => {
  await openHelper(browser, coordinator.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const other = await context.newPage();
  await other.goto(`http://127.0.0.1:${(game.address() as AddressInfo).port}/`);
  const gamer = await context.newPage();
  await gamer.goto(`${coordinator.url}/play?probe`);
  await allow(gamer, PATIENT_MS);
  await gamer.getByTestId('source-capture').click();
  await gamer.getByTestId('target-size').selectOption('640x360');
  await gamer.getByTestId('play').click();

  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > 30, {
    what: 'captured frames to be upscaled',
  });
  expect(await stat(gamer, 'frames-lost')).toBe(0);

  const picture = PNG.sync.read(await gamer.getByTestId('stage').screenshot());
  const at = (x: number, y: number) =>
    [...picture.data.subarray((y * picture.width + x) * 4).subarray(0, 3)] as [number, number, number];
  // The colours of the tab, through two codecs and a network. Without a GPU Chromium captures tabs with the matrix of
  // BT.601 and labels them BT.709, which alone moves a channel by 18.
  const [leftRed, leftGreen, leftBlue] = at(
    Math.round(picture.width * 0.25),
    Math.round(picture.height * 0.3),
  );
  const [rightRed, , rightBlue] = at(Math.round(picture.width * 0.75), Math.round(picture.height * 0.3));
  expect(Math.abs(leftRed - 0xd0)).toBeLessThan(24);
  expect(Math.abs(leftGreen - 0x20)).toBeLessThan(24);
  expect(Math.abs(leftBlue - 0x20)).toBeLessThan(24);
  expect(Math.abs(rightRed - 0x20)).toBeLessThan(24);
  expect(Math.abs(rightBlue - 0xd0)).toBeLessThan(24);
});
