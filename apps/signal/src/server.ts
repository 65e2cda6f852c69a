/**
 * The coordinator as a whole, started and stopped together: for `npm start`, for tests and for the demo.
 * @module
 * @example
 * const coordinator = await startCoordinator({ coordinator: { listen_port: 0 }, database: { type: 'memory' } });
 * console.log(coordinator.url, coordinator.stats());
 * await coordinator.close();
 */
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Gate } from './auth/gate.ts';
import { isOpen } from './auth/mode.ts';
import { placeOf } from './config/place.ts';
import { type Config, type ConfigInput, withDefaults } from './config-schema.ts';
import { serveApi } from './http/api.ts';
import { guardApi } from './http/guard.ts';
import { serveKeys } from './http/keys-api.ts';
import { serveLedger } from './http/ledger-api.ts';
import { servePages } from './http/pages.ts';
import { answerProblems } from './http/problem.ts';
import { limitRequests } from './http/request-limits.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { type SystemStats, systemStats } from './http/stats.ts';
import { LedgerDesk } from './ledger/desk.ts';
import { createLog } from './log.ts';
import { Hub } from './net/hub.ts';
import { serveSockets } from './net/socket-route.ts';
import { Store } from './store/store.ts';
import { startTimers, type Timed } from './timers.ts';

export interface RunningCoordinator {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** The first admin key, when it was made by this start: it is shown once and kept nowhere. */
  readonly firstKey: string | undefined;
  stats(): SystemStats;
  /** Says goodbye to everyone, frees port and database. Safe to call twice. */
  close(): Promise<void>;
}

interface Parts extends Timed {
  readonly gate: Gate;
}

/** No request of the API has a body worth more. */
const MOST_BODY_BYTES = 64 * 1024;

/**
 * @param input any part of the settings; port 0 takes a free one
 * @throws StoreError when the database cannot be opened; the system's error when the port is taken
 */
export async function startCoordinator(input: ConfigInput = {}): Promise<RunningCoordinator> {
  const config = withDefaults(input);
  const log = createLog(config.coordinator.log_level);
  const store = await Store.open(placeOf(config), (error, lost) =>
    log.error({ err: error, code: error.code, lost }, 'the database failed; signaling goes on'),
  );
  const parts = await openParts(config, store, log);
  const app = await buildApp(parts);
  try {
    await app.listen({ host: config.coordinator.host, port: config.coordinator.listen_port });
  } catch (error) {
    await app.close();
    await store.close();
    throw error;
  }
  return running(parts, app, parts.gate.open ? undefined : await parts.gate.bootstrap());
}

async function openParts(config: Config, store: Store, log: Logger): Promise<Parts> {
  try {
    const recovered = await store.recover();
    const ledger = await LedgerDesk.open({
      ...economyOf(config),
      database: store.database,
      recovered,
      log,
      now: Date.now,
    });
    const gate = await Gate.make({
      database: store.database,
      open: isOpen(config),
      tokenLifeMs: config.auth.token_minutes * MINUTE_MS,
      jwtSecret: config.auth.jwt_secret,
      failuresPerMinute: config.limits.failed_logins_per_minute,
      now: Date.now,
    });
    const owners = await gate.keys.owners();
    const hub = new Hub({ config, store, ledger, gate, owners, recovered, log, now: Date.now });
    return { config, store, ledger, gate, log, hub };
  } catch (error) {
    await store.close();
    throw error;
  }
}

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
  terms: { holdSeconds: economy.hold_seconds, requireFunds: economy.require_funds },
});

async function buildApp({ config, hub, store, ledger, gate, log }: Parts): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: log.child({}, { level: quieter(config.coordinator.log_level) }) as FastifyBaseLogger,
    bodyLimit: MOST_BODY_BYTES,
    ...patience(config),
    trustProxy: config.limits.trusted_proxies.length > 0 ? config.limits.trusted_proxies : false,
    forceCloseConnections: true,
  });
  await addSecurityHeaders(app, config.coordinator.allowed_origins);
  answerProblems(app);
  limitRequests(app, config.limits.requests_per_second);
  await serveSockets(app, hub, config);
  guardApi(app, gate);
  serveApi(app, hub, store, ledger);
  serveLedger(app, ledger, gate);
  serveKeys(app, gate);
  await servePages(app, config.coordinator.web_root);
  return app;
}

/** Who sends a request byte by byte is cut off, and its place is free again soon after. */
function patience({ limits }: Config) {
  const requestTimeout = limits.request_timeout_ms;
  const connectionsCheckingInterval = Math.min(MOST_CHECKING_INTERVAL_MS, requestTimeout);
  const http = { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval };
  return { http, requestTimeout, keepAliveTimeout: KEEP_ALIVE_MS };
}

const MOST_CHECKING_INTERVAL_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;

/** A line for every request would drown what matters. */
const quieter = (level: string): string => (level === 'info' ? 'warn' : level);

function running(parts: Parts, app: FastifyInstance, firstKey: string | undefined): RunningCoordinator {
  const { config, hub, store, ledger } = parts;
  const { port } = app.server.address() as AddressInfo;
  const stopTimers = startTimers(parts);
  const { host } = config.coordinator;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopTimers();
    hub.goAway('the server is shutting down');
    await app.close();
    hub.writeJournal();
    await ledger.settle();
    await store.close();
  };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    firstKey,
    stats: () => systemStats(hub),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
