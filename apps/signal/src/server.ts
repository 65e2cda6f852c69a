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
import { placeOf } from './config/place.ts';
import { type Config, type ConfigInput, withDefaults } from './config-schema.ts';
import { serveApi } from './http/api.ts';
import { servePages } from './http/pages.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { type SystemStats, systemStats } from './http/stats.ts';
import { createLog } from './log.ts';
import { Hub } from './net/hub.ts';
import { serveSockets } from './net/socket-route.ts';
import { Store } from './store/store.ts';
import { startTimers } from './timers.ts';

export interface RunningCoordinator {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  stats(): SystemStats;
  /** Says goodbye to everyone, frees port and database. Safe to call twice. */
  close(): Promise<void>;
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
  const hub = new Hub({ config, store, recovered: await store.recover(), log, now: Date.now });
  const app = await buildApp(config, hub, store, log);
  try {
    await app.listen({ host: config.coordinator.host, port: config.coordinator.listen_port });
  } catch (error) {
    await app.close();
    await store.close();
    throw error;
  }
  return running(config, app, hub, store, log);
}

async function buildApp(config: Config, hub: Hub, store: Store, log: Logger): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: log.child({}, { level: quieter(config.coordinator.log_level) }) as FastifyBaseLogger,
    bodyLimit: MOST_BODY_BYTES,
    forceCloseConnections: true,
  });
  addSecurityHeaders(app);
  await serveSockets(app, hub, config);
  serveApi(app, hub, store);
  await servePages(app, config.coordinator.web_root);
  return app;
}

/** A line for every request would drown what matters. */
const quieter = (level: string): string => (level === 'info' ? 'warn' : level);

function running(
  config: Config,
  app: FastifyInstance,
  hub: Hub,
  store: Store,
  log: Logger,
): RunningCoordinator {
  const { port } = app.server.address() as AddressInfo;
  const stopTimers = startTimers(config, hub, store, log);
  const { host } = config.coordinator;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopTimers();
    hub.goAway('the server is shutting down');
    await app.close();
    hub.writeJournal();
    await store.close();
  };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    stats: () => systemStats(hub),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
