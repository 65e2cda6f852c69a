/** GPU engines in a real Chromium with a software GPU: the same pixels as everywhere else, and devices that come and go. */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODELS, type ModelName } from '../packages/upscale/src/index.ts';
import type { FrameCase } from './fixtures/gpu/compare.ts';
import { type BuiltPage, servePage } from './harness/built-page.ts';
import { launchChromium } from './harness/chromium.ts';

let built: BuiltPage;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  built = await servePage(resolve(import.meta.dirname, 'fixtures/gpu'));
  browser = await launchChromium({ webgpu: true });
  page = await open();
});

afterAll(async () => {
  await browser?.close();
  await built?.close();
});

async function open(from = browser): Promise<Page> {
  const opened = await from.newPage();
  await opened.goto(built.url);
  await opened.waitForFunction(() => 'gpu' in window);
  return opened;
}

/** Both edges, odd sides, whole multiples and none, up and down, regions in the middle and at the rim. */
const CASES: readonly FrameCase[] = [
  { input: [48, 32], target: [96, 64], region: [20, 10, 30, 22] },
  { input: [33, 17], target: [66, 34], region: [40, 20, 26, 14] },
  { input: [33, 17], target: [50, 31], region: [0, 0, 16, 8] },
  { input: [31, 45], target: [91, 101], region: [30, 60, 61, 41] },
  { input: [40, 24], target: [30, 18] },
  { input: [2, 2], target: [4, 4] },
];
const FEW = CASES.slice(1, 3);

const ask = (
  kind: 'wgsl-direct' | 'wgsl-tiled' | 'ort-webgpu' | 'spatial',
  model: ModelName,
  cases = CASES,
) => page.evaluate((question) => window.gpu.compare(question), { kind, model, cases });

function expectClose(answer: { rows: readonly { fromReference: number; fromWhole: number }[] }): void {
  for (const { fromReference } of answer.rows) expect(fromReference).toBeLessThanOrEqual(1);
  expect(answer.rows.map(({ fromWhole }) => fromWhole)).toEqual(answer.rows.map(() => 0));
}

describe('the same pixels as WASM, within one step, and regions as their whole frames', () => {
  test.each(Object.keys(MODELS) as ModelName[])('%s, our shaders', async (model) => {
    const answer = await ask('wgsl-direct', model, model.endsWith('fast') ? CASES : FEW);
    expect(answer.algorithm).toBe(`${model}/wgsl-direct`);
    expectClose(answer);
  });

  test('luma-x2-fast, our shaders with shared tiles', async () => {
    const answer = await ask('wgsl-tiled', 'luma-x2-fast', FEW);
    expect(answer.algorithm).toBe('luma-x2-fast/wgsl-tiled');
    expectClose(answer);
  });

  test('luma-x2-fast, ONNX Runtime on our device', async () => {
    const answer = await ask('ort-webgpu', 'luma-x2-fast', CASES.slice(0, 3));
    expect(answer.algorithm).toBe('luma-x2-fast/ort-webgpu');
    expectClose(answer);
  });

  test('ONNX Runtime from a recording, as run anew, for inputs that change', async () => {
    const { isRecorded, apart, between } = await page.evaluate(() => window.gpu.replay());
    expect(isRecorded).toBe(true);
    for (const difference of apart) expect(difference).toBeLessThan(1e-5);
    expect(between).toBeGreaterThan(0.1);
  });

  test('tier 0', async () => {
    const answer = await ask('spatial', 'luma-x2-fast');
    expect(answer.algorithm).toBe('spatial/wgsl');
    expectClose(answer);
  });
});

test.each([
  { block: 6, channels: 10, kind: 'direct' },
  { block: 8, channels: 6, kind: 'direct' },
  { block: 6, channels: 6, kind: 'tiled' },
  { block: 8, channels: 6, kind: 'tiled' },
] as const)(
  'x3 and x4 with PReLU and channels that fill no group: $block, $channels, $kind',
  async (shape) => {
    const { block, channels, kind } = shape;
    const answer = await page.evaluate(([b, c, k]) => window.gpu.planApart(b, c, k), [
      block,
      channels,
      kind,
    ] as const);
    expect(answer.worst).toBeLessThanOrEqual(1);
    // Pixels that are all black or white would agree whatever was computed.
    expect(answer.inside).toBeGreaterThan(0.3);
  },
);

describe('a device that is lost', () => {
  const live = (part: 'lostBetweenFrames' | 'lostDuringFrames' | 'lostForGood') =>
    page.evaluate((name) => window.gpu.life[name](), part);

  test('between frames is replaced, and the pixels stay', async () => {
    expect(await live('lostBetweenFrames')).toEqual({ steps: 0, devices: 2 });
  });

  test('with frames under way: they are tried once more on another', async () => {
    expect(await live('lostDuringFrames')).toEqual({ steps: 0, most: true });
  });

  test('without another to be had is a typed error, until there is one again', async () => {
    expect(await live('lostForGood')).toEqual({
      refused: 'P2C2G_UPSCALE_NO_WEBGPU',
      later: 'served',
      after: 'P2C2G_UPSCALE_DISPOSED',
    });
  });

  test('because the GPU process crashed is replaced too', async () => {
    const mine = await open();
    await mine.evaluate(() => window.gpu.life.beforeCrash());
    const cdp = await browser.newBrowserCDPSession();
    await cdp.send('Browser.crashGpuProcess');
    await cdp.detach();
    expect(await mine.evaluate(() => window.gpu.life.crashed())).toEqual({
      reason: 'unknown',
      steps: 0,
      devices: 2,
    });
    await mine.close();
  });
});

test('a video frame in, a video frame out: the picture of the planes, but for rounding', async () => {
  // Frames of video reach shaders only where Chromium's own drawing is on the (software) GPU too.
  const drawing = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  const other = await launchChromium({
    webgpu: true,
    args: [...drawing, '--enable-features=Vulkan', '--use-vulkan=swiftshader'],
  });
  try {
    const mine = await open(other);
    const answer = await mine.evaluate(() => window.gpu.throughVideo());
    console.log('video beside planes, steps of 255:', answer);
    expect(answer).toMatchObject({ timestampUs: 1234, size: [64, 40], closed: 'P2C2G_UPSCALE_BAD_FRAME' });
    expect(answer.mean).toBeLessThan(0.1);
    expect(answer.worst).toBeLessThanOrEqual(2);
    // What the encoder makes of RGB is found out, and allowed for: in another range luma would be ten steps off.
    expect(answer.coded.encoding).toBeDefined();
    expect(answer.coded.luma).toBeLessThan(1.5);
    expect(answer.coded.chroma).toBeLessThan(1.5);
  } finally {
    await other.close();
  }
});

test('other weights than the registry names: a typed error, and everything is given back', async () => {
  expect(await page.evaluate(() => window.gpu.life.wrongGolden())).toEqual({
    code: 'P2C2G_UPSCALE_GOLDEN',
    reason: 'destroyed',
    buffers: 0,
    bytes: 0,
  });
});

test('bad calls fail alone, and cost no device', async () => {
  expect(await page.evaluate(() => window.gpu.life.badCalls())).toEqual({
    early: 'P2C2G_UPSCALE_NOT_LOADED',
    bad: 'P2C2G_UPSCALE_BAD_FRAME',
    odd: 'P2C2G_UPSCALE_BAD_REGION',
    next: 'served',
    devices: 1,
  });
});

test('many sizes keep the buffers of one, and dispose returns the device', async () => {
  const { sameBuffers, after, reason, largest } = await page.evaluate(() => window.gpu.life.memory());
  expect({ sameBuffers, after, reason }).toEqual({
    sameBuffers: true,
    after: { buffers: 0, bytes: 0 },
    reason: 'destroyed',
  });
  expect(largest).toBeLessThan(1 << 20);
});
