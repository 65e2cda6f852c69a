/**
 * A video file is a source like any other; a file that is none is told in plain words, and nothing is stuck after it.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { allow, openHelper, PATIENT_MS, stat } from './harness/tabs.ts';
import { makeSound, makeVideo, noMedia } from './harness/video-file.ts';
import { waitFor } from './harness/wait.ts';

const VIDEO_SECONDS = 2;

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let gamer: Page;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
  await openHelper(browser, coordinator.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  gamer = await context.newPage();
  await gamer.goto(`${coordinator.url}/play?probe`);
  await allow(gamer, PATIENT_MS);
  await gamer.getByTestId('source-file').click();
  await gamer.getByTestId('target-size').selectOption('640x360');
});

afterAll(async () => {
  await browser?.close();
  await coordinator?.close();
});

it('cannot be played before a file is chosen, and says so', async () => {
  expect(await gamer.getByTestId('play').isDisabled()).toBe(true);
  expect(await gamer.getByText('Choose a video file first.').isVisible()).toBe(true);
});

it.each([
  { what: 'a file that is no video', file: noMedia, code: 'P2C2G_FILE_UNPLAYABLE', remedy: /MP4|WebM/ },
  { what: 'a file with sound alone', file: makeSound(), code: 'P2C2G_CAPTURE_EMPTY', remedy: /another/ },
])('tells what is wrong with $what, and what to do', async ({ file, code, remedy }) => {
  await gamer.getByTestId('file-input').setInputFiles(file);
  await gamer.getByTestId('play').click();
  const problem = gamer.getByTestId('problem');
  await problem.and(gamer.locator(`[data-code=${code}]`)).waitFor();
  expect(await problem.textContent()).toMatch(remedy);
  expect(await gamer.getByTestId('play').isEnabled()).toBe(true);
});

it('plays a video through a helper, on a loop', async () => {
  const maker = await browser.newPage();
  const video = await makeVideo(maker, VIDEO_SECONDS);
  await maker.close();
  expect(video.buffer.length).toBeGreaterThan(1000);

  await gamer.getByTestId('file-input').setInputFiles(video);
  await gamer.getByTestId('play').click();
  // More frames than the file has at this rate: it began anew.
  await waitFor(async () => (await stat(gamer, 'frames-upscaled')) > VIDEO_SECONDS * 30 + 30, {
    what: 'the video to be upscaled beyond its end',
  });
  const status = gamer.getByTestId('status');
  await waitFor(async () => (await status.getAttribute('data-state')) === 'upscaled', {
    what: 'the page to say so',
  });
  expect(await stat(gamer, 'frames-lost')).toBe(0);
  expect(await gamer.getByTestId('problem').count()).toBe(0);

  await gamer.getByTestId('stop-play').click();
  await waitFor(() => gamer.getByTestId('play').isVisible(), {
    what: 'the choices again',
  });
});
