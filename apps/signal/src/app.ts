/**
 * The HTTP server: every route, and what stands before the routes.
 * @module
 */
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Config } from './config-schema.ts';
import { serveApi } from './http/api.ts';
import { guardApi } from './http/guard.ts';
import { serveHealth } from './http/health.ts';
import { serveIce } from './http/ice-api.ts';
import { serveKeys } from './http/keys-api.ts';
import { serveLedger } from './http/ledger-api.ts';
import { describeApi } from './http/openapi.ts';
import { servePages } from './http/pages.ts';
import { shedLoad } from './http/pressure.ts';
import { answerProblems } from './http/problem.ts';
import { limitRequests } from './http/request-limits.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { serveTasks } from './http/tasks-api.ts';
import { refuseUnparsed, refuseUnrouted } from './http/unparsed.ts';
import type { Certificate } from './lifecycle/certificate.ts';
import { serveMetrics } from './monitoring/serve-metrics.ts';
import { serveSockets } from './net/socket-route.ts';
import type { Parts } from './parts.ts';

/** No request of the API has a body worth more. */
const MOST_BODY_BYTES = 64 * 1024;

/** @param certificate for HTTPS; plain HTTP without */
export async function buildApp(parts: Parts, certificate: Certificate | undefined): Promise<FastifyInstance> {
  const { live, hub, store, ledger, gate, metrics, audit, bus, log } = parts;
  const config = live.current;
  const app = Fastify({
    loggerInstance: log.child({}, { level: quieter(config.coordinator.log_level) }) as FastifyBaseLogger,
    bodyLimit: MOST_BODY_BYTES,
    ...patience(config),
    ...(certificate ? { https: { ...certificate } } : {}),
    trustProxy: config.limits.trusted_proxies.length > 0 ? config.limits.trusted_proxies : false,
    forceCloseConnections: true,
    // A logger of its own for every request costs more than what is said with it.
    childLoggerFactory: (logger) => logger,
    clientErrorHandler: refuseUnparsed,
    frameworkErrors: refuseUnrouted,
  }) as FastifyInstance;
  await addSecurityHeaders(app, config.coordinator.allowed_origins);
  answerProblems(app);
  limitRequests(app, () => live.current.limits.requests_per_second);
  await shedLoad(app, config);
  await describeApi(app);
  serveMetrics(app, metrics, gate);
  await serveSockets(app, hub, live);
  guardApi(app, gate);
  serveHealth(app, hub, store, ledger);
  serveApi(app, hub, store, live);
  serveLedger(app, ledger, gate, audit);
  serveKeys(app, gate, audit, bus);
  serveIce(app, live, gate);
  serveTasks(app, hub, gate);
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
export const quieter = (level: string): string => (level === 'info' ? 'warn' : level);
