/**
 * One stream that is struck again and again: each time the helper that is active at that instant.
 * @module
 */
import type { Page } from 'playwright-core';
import type { StreamLook } from '../../apps/web/src/stream/gamer/probe-types.ts';
import type { SpawnedCoordinator } from '../../tests/harness/coordinator.ts';
import { waitFor } from '../../tests/harness/wait.ts';
import { type Crew, type CrewMember, stepBack } from './crew.ts';
import { type Gaps, gapsWithin } from './gaps.ts';
import type { Cause } from './options.ts';

/** Gaps are looked for this long after the strike: several times what any of the ways to notice takes. */
const SPAN_MS = 600;
/** All helpers have been ready for so long before one is struck: estimates have settled, decoders are warm. */
const SETTLE_MS = 2000;

export interface Site {
  readonly page: Page;
  readonly crew: Crew;
  readonly helpers: number;
  coordinator: SpawnedCoordinator;
  restartCoordinator(): Promise<SpawnedCoordinator>;
}

/** The span in which nobody was struck ends so long before the strike: its last gap must not reach into it. */
const APART_MS = 200;

export interface Trial extends Gaps {
  /** The same of a span of the same length just before, when nobody had been struck: what this machine makes of gaps by itself. */
  readonly quietMs: number;
  /** Spurious hedges of the stream so far, of all of them. */
  readonly needlessHedges: number;
  readonly hedges: number;
}

/** Makes the site whole, strikes, looks, and cleans up. */
export async function trial(site: Site, cause: Cause, random: () => number): Promise<Trial> {
  await site.crew.fill(site.helpers);
  await waitUntilReady(site);
  await pause(SETTLE_MS + 1000 * random());
  const before = await look(site.page);
  const victim = site.crew.find(before.activePeerId);
  if (!victim) throw new Error('no helper was active');
  if (cause !== 'none' && cause !== 'coordinator') stepBack(victim);
  const undo = await strike(site, cause, victim);
  await pause(SPAN_MS + 200);
  const after = await look(site.page);
  await undo();
  const { hedges, needlessHedges } = after;
  const { atMs } = before;
  const quiet = gapsWithin(after.shown, atMs - APART_MS - SPAN_MS, atMs - APART_MS);
  const struck = gapsWithin(after.shown, atMs, atMs + SPAN_MS);
  return { ...struck, quietMs: quiet.upscaledMs, hedges, needlessHedges };
}

/** Does it, and returns what puts things right again. */
async function strike(site: Site, cause: Cause, victim: CrewMember): Promise<() => Promise<void>> {
  switch (cause) {
    case 'kill':
      process.kill(victim.pid, 'SIGKILL');
      return () => site.crew.bury(victim);
    case 'freeze':
      process.kill(victim.pid, 'SIGSTOP');
      // What it took while it was frozen would make it a bad standby for the next trial.
      return () => {
        process.kill(victim.pid, 'SIGCONT');
        return site.crew.bury(victim);
      };
    case 'close':
      void victim.tab.page.close();
      return () => site.crew.bury(victim);
    case 'coordinator':
      await site.coordinator.kill();
      return async () => {
        site.coordinator = await site.restartCoordinator();
      };
    case 'none':
      return async () => {};
  }
}

function waitUntilReady({ page, helpers }: Site): Promise<unknown> {
  return waitFor(
    async () => {
      const { helpers: rows } = await page.evaluate(() => globalThis.p2c2gProbe.stats());
      const ready = rows.filter(({ state }) => state === 'ready');
      return ready.length >= helpers && rows.some(({ role }) => role === 'active');
    },
    { timeoutMs: 90_000, what: `${helpers} helpers to be ready`, everyMs: 300 },
  );
}

const look = (page: Page): Promise<StreamLook> => page.evaluate(() => globalThis.p2c2gProbe.look());
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
