/**
 * What a coordinator is made of, in the order in which one needs the other.
 * @module
 */
import type { Logger } from 'pino';
import type { Audit } from './audit.ts';
import { Gate } from './auth/gate.ts';
import { isOpen } from './auth/mode.ts';
import type { Bus } from './bus/bus.ts';
import { LocalBus } from './bus/local-bus.ts';
import { LiveConfig } from './config/live.ts';
import { placeOf } from './config/place.ts';
import type { Config } from './config-schema.ts';
import { LedgerDesk } from './ledger/desk.ts';
import { addGauges } from './monitoring/gauges.ts';
import { Metrics } from './monitoring/metrics.ts';
import { Hub } from './net/hub.ts';
import { Store } from './store/store.ts';

export interface Logs {
  readonly log: Logger;
  readonly audit: Audit;
}

export interface Parts extends Logs {
  readonly live: LiveConfig;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly ledger: LedgerDesk;
  readonly gate: Gate;
  readonly bus: Bus;
  readonly hub: Hub;
}

/** @throws StoreError when the database cannot be opened */
export async function openParts(config: Config, logs: Logs): Promise<Parts> {
  const { log } = logs;
  const metrics = new Metrics();
  const store = await Store.open(placeOf(config), (error, lost) => {
    metrics.lostWrites(lost);
    log.error({ err: error, code: error.code, lost }, 'the database failed; signaling goes on');
  });
  try {
    return await assemble(new LiveConfig(config), store, metrics, logs);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function assemble(live: LiveConfig, store: Store, metrics: Metrics, logs: Logs): Promise<Parts> {
  const config = live.current;
  const { log, audit } = logs;
  const { database } = store;
  const recovered = await store.recover();
  const ledger = await LedgerDesk.open({ ...economyOf(config), database, recovered, log, now: Date.now });
  const gate = await Gate.make({
    database,
    open: isOpen(config),
    tokenLifeMs: config.auth.token_minutes * MINUTE_MS,
    jwtSecret: config.auth.jwt_secret,
    failuresPerMinute: () => live.current.limits.failed_logins_per_minute,
    onRefused: (code, address) => audit.note('login_refused', { code, address }),
    now: Date.now,
  });
  const owners = await gate.keys.owners();
  const hub = new Hub({ live, store, ledger, gate, metrics, owners, recovered, log, audit, now: Date.now });
  addGauges(metrics.registry, { hub, store, ledger });
  const failed = (error: unknown) => log.error({ err: error }, 'a word on the bus had no effect');
  const bus: Bus = new LocalBus(failed);
  bus.subscribe('key-revoked', () => void hub.sweep().catch(failed));
  return { live, metrics, store, ledger, gate, bus, hub, log, audit };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const BASIS_POINTS_PER_PERCENT = 100;

const economyOf = ({ economy }: Config) => ({
  prices: {
    perMegapixel: {
      fast: economy.price_fast,
      balanced: economy.price_balanced,
      quality: economy.price_quality,
    },
    feeBasisPoints: economy.fee_percent * BASIS_POINTS_PER_PERCENT,
  },
  settleMs: economy.settle_seconds * SECOND_MS,
  terms: { holdSeconds: economy.hold_seconds, requireFunds: economy.require_funds },
});
