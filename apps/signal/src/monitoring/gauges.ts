/**
 * What is looked up when the metrics are asked for: how many there are of everything, and how well the parts are.
 * @module
 */
import { Counter, Gauge, type Registry } from 'prom-client';
import { systemStats } from '../http/stats.ts';
import type { LedgerDesk } from '../ledger/desk.ts';
import type { Hub } from '../net/hub.ts';
import type { Store } from '../store/store.ts';

export interface Watched {
  readonly hub: Hub;
  readonly store: Store;
  readonly ledger: LedgerDesk;
}

export function addGauges(registry: Registry, { hub, store, ledger }: Watched): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `p2c2g_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `p2c2g_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const stats = () => systemStats(hub);
  gauge('helpers', 'Helpers that are connected.', () => stats().active_peers);
  gauge('gamers', 'Gamers that are known.', () => stats().gamers);
  gauge('sessions', 'Sessions, served or queued.', () => stats().sessions);
  gauge('sessions_queued', 'Sessions without a helper.', () => stats().queued_sessions);
  gauge('leases', 'Leases that run.', () => stats().leases);
  gauge('sockets', 'WebSockets that are open.', () => hub.sockets);
  gauge('tasks_pending', 'Tasks queued or under way.', () => stats().pending_tasks);
  total('tasks_completed', 'Tasks done.', () => stats().completed_tasks);
  total('tasks_failed', 'Tasks given up.', () => stats().failed_tasks);
  total('frames_upscaled', 'Frames that helpers upscaled, as gamers told.', () => hub.framesUpscaled);
  gauge('draining', 'Whether newcomers are turned away before a stop.', () => Number(hub.draining));
  gauge('store_healthy', 'Whether the database takes what is written.', () =>
    Number(store.problem === undefined),
  );
  gauge('store_queued_writes', 'Records that wait to be written.', () => store.waiting);
  gauge('ledger_healthy', 'Whether the ledger is sound and can be written.', () =>
    Number(ledger.problem === undefined),
  );
  gauge('ledger_violations', 'Invariants that did not hold at the last check.', () => ledger.violations);
  addAccounts(registry, ledger);
}

/** By kind of account, never by name. All of them together are zero. */
function addAccounts(registry: Registry, ledger: LedgerDesk): void {
  new Gauge({
    name: 'p2c2g_ledger_balance_micro_credits',
    help: 'What all accounts of a kind hold together.',
    labelNames: ['account'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [account, amount] of ledger.totals()) this.set({ account }, amount);
    },
  });
}
