/** The imported colour networks in a real Chromium: WebGPU gives the pixels of WebAssembly. */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltPage, servePage } from './harness/built-page.ts';
import { launchChromium } from './harness/chromium.ts';

let site: BuiltPage;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await servePage(resolve(import.meta.dirname, 'fixtures/rgb'));
  browser = await launchChromium({ webgpu: true });
  page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => 'colours' in window);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test.each(['esrgan-slim', 'realesr-animevideov3'] as const)('%s', async (name) => {
  const wasm = await page.evaluate((n) => window.colours(n, 'wasm'), name);
  const webgpu = await page.evaluate((n) => window.colours(n, 'webgpu'), name);
  expect(wasm.algorithm).toBe(`${name}/wasm`);
  expect(webgpu.algorithm).toMatch(`${name}/webgpu`);
  expect(webgpu.bytes).toHaveLength(80 * 52 * 1.5);
  // Half precision may differ by one step more.
  const tolerance = webgpu.algorithm.endsWith('f16') ? 2 : 1;
  const worst = Math.max(...webgpu.bytes.map((byte, i) => Math.abs(byte - wasm.bytes[i]!)));
  expect(worst).toBeLessThanOrEqual(tolerance);
});
