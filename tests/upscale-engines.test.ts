/** Both backends in a real Chromium, from a production build, in a worker: they load, agree, and fall back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, Question } from './fixtures/engines/worker.ts';
import { launchChromium } from './harness/chromium.ts';

const SMALL: Question = { quality: 'fast', allow: ['wasm'], threads: 1, width: 48, height: 32, frames: 1 };
const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/** Chromium's own measure of its processes; below it a waiting helper's page is idle, and threads that spin are far above it also on a busy machine. */
const IDLE_CPU_SHARE = 0.1;

const root = resolve(import.meta.dirname, 'fixtures/engines');
let outDir: string;
let server: PreviewServer;
let url: string;
const browsers: Browser[] = [];

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'engines-'));
  const shared = { root, configFile: false, logLevel: 'error' } as const;
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 },
    worker: { format: 'es' },
  });
  server = await preview({
    ...shared,
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  url = server.resolvedUrls!.local[0]!;
});

afterAll(async () => {
  await Promise.all(browsers.map((b) => b.close()));
  await server?.close();
  await rm(outDir, { recursive: true, force: true });
});

async function open(flags: string[]): Promise<{ page: Page; browser: Browser }> {
  const browser = await launchChromium({ args: flags });
  browsers.push(browser);
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'ask' in window);
  return { page, browser };
}

function ask(page: Page, question: Question): Promise<Answer> {
  return page.evaluate((q) => window.ask(q), question);
}

async function cpuSeconds(browser: Browser): Promise<number> {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  await cdp.detach();
  return processInfo.reduce((sum, p) => sum + p.cpuTime, 0);
}

test('integers and floats with two threads and WebGPU pass the golden tile and agree within one step', async () => {
  const { page } = await open(WEBGPU_FLAGS);
  const two = { ...SMALL, threads: 2, height: 64 };
  const floats = await ask(page, { ...two, unmeasured: true });
  expect(floats).toMatchObject({ isolated: true, backend: 'wasm', algorithm: 'luma-x2-fast/wasm' });
  const integers = await ask(page, two);
  expect(integers).toMatchObject({ isolated: true, backend: 'wasm', algorithm: 'luma-x2-fast/wasm-int' });
  const webgpu = await ask(page, { ...two, allow: ['webgpu'], unmeasured: true });
  expect(webgpu).toMatchObject({ backend: 'webgpu' });
  for (const other of [integers, webgpu]) {
    const apart = other.luma!.map((v, i) => Math.abs(v - floats.luma![i]!));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  }
  const alone = await ask(page, { ...two, threads: 1 });
  expect(alone.luma).toEqual(integers.luma);
});

test('regions have the pixels of the whole frame, with two threads sharing the work', async () => {
  const { page } = await open([]);
  const at = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
  const regions = [
    at(0, 0, 2, 2),
    at(640, 358, 2, 4),
    at(96, 50, 320, 180),
    at(0, 200, 642, 40),
    at(302, 0, 4, 362),
  ];
  for (const quality of ['fast', 'balanced', 'quality'] as const) {
    for (const unmeasured of [false, true]) {
      const whole = { ...SMALL, quality, threads: 2, width: 321, height: 181 };
      const answer = await ask(page, { ...whole, regions, unmeasured });
      expect(answer).toMatchObject({ isolated: true, backend: 'wasm', differing: 0 });
    }
  }
});

test('a WebGPU emulated in software is passed over without fetching its runtime', async () => {
  const { page } = await open(WEBGPU_FLAGS);
  const answer = await ask(page, { ...SMALL, allow: ['webgpu', 'wasm'], width: 320, height: 180 });
  expect(answer.backend).toBe('wasm');
  expect(answer.measured[0]!.reason).toContain('software adapter');
});

test('without WebGPU the WASM engine serves, and the reason is told', async () => {
  const { page } = await open(['--disable-features=WebGPU', '--disable-gpu']);
  const answer = await ask(page, { ...SMALL, allow: ['webgpu', 'wasm'] });
  expect(answer.backend).toBe('wasm');
  expect(answer.measured[0]).toMatchObject({ backend: 'webgpu', ok: false });
  expect(answer.measured[0]!.reason).toContain('P2C2G_UPSCALE_');
  expect(answer.measured[1]).toMatchObject({ backend: 'wasm', ok: true });
});

test('two threads that have worked cost nothing while they wait', async () => {
  const { page, browser } = await open([]);
  const one = await ask(page, { ...SMALL, threads: 2, width: 320, height: 180, frames: 60 });
  // On a busy machine the browser clears up later. Threads that spin never come to rest.
  let share = 1;
  for (let look = 0; look < 20 && share >= IDLE_CPU_SHARE; look += 1) {
    const [before, from] = [await cpuSeconds(browser), performance.now()];
    await new Promise((r) => setTimeout(r, 3000));
    share = ((await cpuSeconds(browser)) - before) / ((performance.now() - from) / 1000);
  }
  console.log(`320x180 with two threads ${one.p50Ms?.toFixed(1)} ms, idle CPU ${(100 * share).toFixed(1)} %`);
  expect(share).toBeLessThan(IDLE_CPU_SHARE);
});
