/**
 * A client with nothing but a WebSocket and the contract's table of messages has its pictures upscaled.
 */
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoordinator } from '../apps/signal/src/server.ts';
import { createScene } from '../packages/scene/src/index.ts';
import { launchChromium } from './harness/chromium.ts';
import { coordinatorConfig } from './harness/coordinator.ts';
import { openHelper } from './harness/tabs.ts';
import { waitFor } from './harness/wait.ts';
import { WireClient, type WireMessage } from './harness/wire-client.ts';

const INPUT = { width: 320, height: 180 };
const SCENE_TIME_MS = 500;
const scene = createScene('neon', 1);

let browser: Browser;
let coordinator: Awaited<ReturnType<typeof startCoordinator>>;
let client: WireClient;

beforeAll(async () => {
  coordinator = await startCoordinator(coordinatorConfig());
  browser = await launchChromium();
  client = await WireClient.gamer(coordinator.url, 'console-7');
});

afterAll(async () => {
  client?.close();
  await browser?.close();
  await coordinator?.close();
});

it('waits in the queue while there is no helper, and is done when one connects', async () => {
  request('early', { width: 640, height: 360 });
  await waitFor(async () => (await stats()).pending_tasks === 1, {
    what: 'the task to stand in the queue',
  });
  expect(client.heard.some(({ msg_type }) => msg_type === 'task_result')).toBe(false);

  const helper = await openHelper(browser, coordinator.url);
  const result = await resultOf('early');
  expect(result.success, String(result.error)).toBe(true);
  expect(result.peer_id).toBe(await helper.peerId());
  expect(result.algorithm_used).toMatch(/wasm/);
  expect(result.processing_time_ms).toBeGreaterThan(0);
  expect(await stats()).toMatchObject({ pending_tasks: 0, completed_tasks: 1, failed_tasks: 0 });

  const picture = await decode(helper.page, result);
  expect(picture).toMatchObject({ width: 640, height: 360 });
  // The picture itself came back, larger: far from it would be some 10 dB.
  expect(lumaPsnrDb(luma(picture.data), luma(render(640, 360)))).toBeGreaterThan(20);
});

it('gives back a picture that fits a message, however large it is', async () => {
  request('large', { width: 1280, height: 720 });
  const result = await resultOf('large');
  expect(result.success, String(result.error)).toBe(true);
  const helper = browser.contexts()[0]!.pages()[0]!;
  expect(await decode(helper, result)).toMatchObject({ width: 1280, height: 720 });
});

it('names a task type that no one knows', async () => {
  client.say({
    msg_type: 'task_request',
    task_id: 'strange',
    task_type: 'fold_proteins',
    data: null,
    params: {},
    priority: 5,
  });
  const result = await resultOf('strange');
  expect(result.success).toBe(false);
  expect(result.error).toMatch(/^P2C2G_UNKNOWN_TASK_TYPE.*fold_proteins/);
});

it('answers bad parameters with the code and the parameter', async () => {
  request('negative', { width: -640, height: 360 });
  const result = await resultOf('negative');
  expect(result.success).toBe(false);
  expect(result.error).toMatch(/^P2C2G_BAD_TASK.*output_width/);
});

it('answers a picture that is none, or not of the size that was said, with the code', async () => {
  request('noise', { width: 640, height: 360 }, Buffer.from('no picture at all').toString('base64'));
  const noise = await resultOf('noise');
  expect(noise.success).toBe(false);
  expect(noise.error).toMatch(/P2C2G_BAD_TASK/);

  request('liar', { width: 640, height: 360 }, png(render(160, 90), 160, 90));
  const liar = await resultOf('liar');
  expect(liar.success).toBe(false);
  expect(liar.error).toMatch(/P2C2G_BAD_TASK.*160x90/);
});

function request(taskId: string, output: { width: number; height: number }, data?: string): void {
  client.say({
    msg_type: 'task_request',
    task_id: taskId,
    task_type: 'frame_upscale',
    data: data ?? png(render(INPUT.width, INPUT.height), INPUT.width, INPUT.height),
    params: {
      input_width: INPUT.width,
      input_height: INPUT.height,
      output_width: output.width,
      output_height: output.height,
      quality: 'fast',
    },
    priority: 5,
  });
}

const resultOf = (taskId: string): Promise<WireMessage> =>
  client.hears('task_result', ({ task_id }) => task_id === taskId);

async function stats(): Promise<Record<string, number>> {
  return (await (await fetch(`${coordinator.url}/api/stats`)).json()) as Record<string, number>;
}

function render(width: number, height: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  scene.render(SCENE_TIME_MS, width, height, rgba);
  return rgba;
}

/** Grey, so that it fits a message of 64 KiB: a PNG in colour at 320x180 would not. */
function png(rgba: Uint8ClampedArray, width: number, height: number): string {
  const picture = new PNG({ width, height });
  picture.data = Buffer.from(rgba);
  return PNG.sync.write(picture, { colorType: 0 }).toString('base64');
}

/** pngjs writes this mean of the channels as grey. */
function luma(rgba: Uint8Array | Uint8ClampedArray): number[] {
  const out: number[] = [];
  for (let i = 0; i < rgba.length; i += 4) out.push((rgba[i]! + rgba[i + 1]! + rgba[i + 2]!) / 3);
  return out;
}

/** Decoded by a browser, since the result is WebP. */
async function decode(page: Page, { result }: WireMessage): Promise<PNG> {
  const base64 = await page.evaluate(async (webp) => {
    const picture = new Image();
    picture.src = `data:image/webp;base64,${webp}`;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    canvas.getContext('2d')!.drawImage(picture, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1]!;
  }, String(result));
  return PNG.sync.read(Buffer.from(base64, 'base64'));
}

function lumaPsnrDb(a: readonly number[], b: readonly number[]): number {
  const squared = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / squared);
}
