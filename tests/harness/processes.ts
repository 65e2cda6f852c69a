/**
 * The processes of a browser, to be stopped as a sleeping machine stops them.
 * @module
 */
import type { Browser } from 'playwright-core';

/** All processes of a browser: its own, and those of its pages, network and graphics. */
export async function processesOf(browser: Browser): Promise<{ type: string; id: number }[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo;
}

/** Lets the whole browser sleep. Its clocks go on, as they do while a lid is closed. */
export async function sleep(browser: Browser, forMs: number): Promise<void> {
  const ids = (await processesOf(browser)).map(({ id }) => id);
  for (const id of ids) process.kill(id, 'SIGSTOP');
  try {
    await new Promise((resolve) => setTimeout(resolve, forMs));
  } finally {
    for (const id of ids) process.kill(id, 'SIGCONT');
  }
}
