/**
 * What the coordinator does by the clock.
 * @module
 */
import type { Logger } from 'pino';
import type { LiveConfig } from './config/live.ts';
import type { LedgerDesk } from './ledger/desk.ts';
import type { Hub } from './net/hub.ts';
import { patient } from './patient.ts';
import type { Store } from './store/store.ts';

/** Looks a few times per heartbeat, so that silence is noticed soon after it counts as such. */
const TICKS_PER_HEARTBEAT = 4;
/** Tasks time out finer. */
const LONGEST_TASK_TICK_MS = 100;
const JOURNAL_EVERY_MS = 1_000;
const PRUNE_EVERY_MS = 600_000;
/** Reading the whole ledger through takes a moment on a large one. */
const CHECK_LEDGER_EVERY_MS = 600_000;
/** So long a revoked key still works where it is in use. */
const SWEEP_EVERY_MS = 2_000;
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** Later than this, a turn follows a standstill of our own, and silence proves nothing. */
const STALL_MS = 500;

export interface Timed {
  readonly live: LiveConfig;
  readonly hub: Hub;
  readonly store: Store;
  readonly ledger: LedgerDesk;
  readonly log: Logger;
}

/** @returns stops them all */
export function startTimers({ live, hub, store, ledger, log }: Timed): () => void {
  const config = live.current;
  const { heartbeat_interval_ms } = config.coordinator;
  const tickMs = Math.max(5, heartbeat_interval_ms / TICKS_PER_HEARTBEAT);
  const prune = () => store.prune(Date.now() - config.database.retention_hours * HOUR_MS);
  const timers = [
    every(
      tickMs,
      patient(() => hub.tick(), tickMs, STALL_MS, Date.now),
      log,
    ),
    every(Math.min(LONGEST_TASK_TICK_MS, tickMs), () => hub.broker.tickTasks(), log),
    every(JOURNAL_EVERY_MS, () => hub.writeJournal(), log),
    every(PRUNE_EVERY_MS, prune, log),
    every(config.economy.settle_seconds * SECOND_MS, () => hub.settle(), log),
    every(SWEEP_EVERY_MS, () => hub.sweep(), log),
    every(CHECK_LEDGER_EVERY_MS, () => ledger.check(), log),
  ];
  prune();
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** A mistake in one turn must not stop the next. */
function every(ms: number, act: () => unknown, log: Logger): ReturnType<typeof setInterval> {
  return setInterval(async () => {
    try {
      await act();
    } catch (error) {
      log.error({ err: error }, 'a timer failed');
    }
  }, ms);
}
