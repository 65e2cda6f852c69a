/**
 * Helper tabs that may die at any time: each is known with its renderer's process, and the dead are replaced. Each has a browser of its own,
 * as helpers on machines of their own have: in a common one the death of a renderer keeps the network of the other busy.
 * @module
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tests/harness/chromium.ts';
import { processesOf } from '../../tests/harness/processes.ts';
import { type HelperTab, openHelper } from '../../tests/harness/tabs.ts';

export interface CrewMember {
  readonly peerId: string;
  readonly tab: HelperTab;
  readonly browser: Browser;
  /** Its renderer. */
  readonly pid: number;
  /** All processes of its browser. */
  readonly processes: readonly number[];
}

/** Half way to the least there is: its farewell must get its turn. */
const STEPPED_BACK = 10;

export class Crew {
  readonly #url: string;
  readonly #members: CrewMember[] = [];

  constructor(url: string) {
    this.#url = url;
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

  /** Strikes a dead one off the list and closes what is left of it. */
  async bury(member: CrewMember): Promise<void> {
    this.#members.splice(this.#members.indexOf(member), 1);
    await member.browser.close();
  }

  async close(): Promise<void> {
    for (const member of [...this.#members]) await this.bury(member);
  }

  async #hire(): Promise<CrewMember> {
    const browser = await launchChromium();
    try {
      const tab = await openHelper(browser, this.#url);
      const processes = await processesOf(browser);
      const [pid] = processes
        .filter(({ type }) => type === 'renderer')
        .map(({ id }) => id)
        .filter(hasWorker);
      if (pid === undefined) throw new Error('the new helper has no process of its own');
      const all = processes.map(({ id }) => id);
      return { peerId: await tab.peerId(), tab, browser, pid, processes: all };
    } catch (error) {
      await browser.close();
      throw error;
    }
  }
}

/**
 * Lets everyone else's work go first. Taking a browser's tab down keeps two cores busy for tens of milliseconds; on a machine of its own
 * that would cost nobody anything. Where each browser is a group of its own to the scheduler, it is the group that has to step back.
 */
export function stepBack({ processes }: CrewMember): void {
  for (const pid of processes) {
    for (const thread of threadsOf(pid)) setPriority(thread, STEPPED_BACK);
    const group = `/proc/${pid}/autogroup`;
    if (process.getuid?.() === 0 && existsSync(group)) writeFileSync(group, String(STEPPED_BACK));
  }
}

/** A renderer that is kept in stock for the next tab has no worker yet; a helper's has. */
function hasWorker(pid: number): boolean {
  return threadsOf(pid).some((id) =>
    readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').startsWith('DedicatedWorker'),
  );
}

const threadsOf = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number);
