import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM, findTool } from '../../scripts/lib/apt.mjs';
import { HANG_MS } from './wait.ts';

/** Quiet and self-contained: nothing is fetched, updated or synchronised behind a test's back. */
export const ALWAYS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** WebGPU without a GPU: right to the bit often enough to test with, and very slow. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export interface LaunchOptions {
  /** More command-line arguments, e.g. `--auto-select-tab-capture-source-by-title=TITLE`. */
  args?: readonly string[];
  /** Offer WebGPU through the software adapter. */
  webgpu?: boolean;
}

/**
 * Starts one more Chromium, a browser process of its own. Whoever starts it closes it with `browser.close()`.
 *
 * @throws Error when there is no Chromium in PATH and CHROME_PATH names none
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findTool(CHROMIUM);
  if (executablePath === undefined) {
    throw new Error('no Chromium found: install it (Debian: apt-get install chromium) or set CHROME_PATH');
  }
  const extra = options.webgpu === true ? SOFTWARE_WEBGPU : [];
  const args = [...ALWAYS, ...extra, ...(options.args ?? [])];
  const browser = await chromium.launch({ executablePath, args, timeout: HANG_MS });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (wish) => {
    const context = await newContext(wish);
    // Playwright's own is 30 s: long for a page, and not for one on a machine that is busy with three browsers.
    context.setDefaultTimeout(HANG_MS);
    return context;
  };
  return browser;
}
