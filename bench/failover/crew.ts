/**
 * Helper tabs that may die at any time: each is known with its renderer's process, and the dead are replaced.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, CDPSession } from 'playwright-core';
import { type HelperTab, openHelper } from '../../tests/harness/tabs.ts';

export interface CrewMember {
  readonly peerId: string;
  readonly tab: HelperTab;
  /** Its renderer. */
  readonly pid: number;
}

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
}

export class Crew {
  readonly #browser: Browser;
  readonly #session: CDPSession;
  readonly #url: string;
  readonly #members: CrewMember[] = [];

  private constructor(browser: Browser, session: CDPSession, url: string) {
    this.#browser = browser;
    this.#session = session;
    this.#url = url;
  }

  static async open(browser: Browser, url: string): Promise<Crew> {
    return new Crew(browser, await browser.newBrowserCDPSession(), url);
  }

  get members(): readonly CrewMember[] {
    return this.#members;
  }

  find(peerId: string | null): CrewMember | undefined {
    return this.#members.find((member) => member.peerId === peerId);
  }

  /** Opens tabs until there are so many. */
  async fill(count: number): Promise<void> {
    while (this.#members.length < count) this.#members.push(await this.#hire());
  }

  /** Strikes a dead one off the list and closes what is left of its tab. */
  async bury(member: CrewMember): Promise<void> {
    this.#members.splice(this.#members.indexOf(member), 1);
    await member.tab.close().catch(() => {});
  }

  async #hire(): Promise<CrewMember> {
    const before = new Set(await this.#renderers());
    const tab = await openHelper(this.#browser, this.#url);
    const [pid] = (await this.#renderers()).filter((each) => !before.has(each) && hasWorker(each));
    if (pid === undefined) throw new Error('the new helper has no process of its own');
    return { peerId: await tab.peerId(), tab, pid };
  }

  async #renderers(): Promise<number[]> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    return (processInfo as ProcessInfo[]).filter(({ type }) => type === 'renderer').map(({ id }) => id);
  }
}

/** A renderer that is kept in stock for the next tab has no worker yet; a helper's has. */
function hasWorker(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.some((id) =>
    readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').startsWith('DedicatedWorker'),
  );
}
