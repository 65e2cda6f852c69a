/**
 * `/metrics`: on the main port behind the scope `read`, and, where that is wanted, on a port of its own for a scraper
 * that has no key.
 * @module
 */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import type { Gate } from '../auth/gate.ts';
import type { Config } from '../config-schema.ts';
import { documented } from '../http/documented.ts';
import type { Metrics } from './metrics.ts';
import { processMetrics } from './process-metrics.ts';

export function serveMetrics(app: FastifyInstance, metrics: Metrics, gate: Gate): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1000;
    if (route !== '/ws') metrics.requested(request.method, route, reply.statusCode, seconds);
  });
  app.get(
    '/metrics',
    documented({ tag: 'health', summary: 'Metrics in the text format of Prometheus.', scope: 'read' }),
    async ({ headers, ip }, reply) => {
      if (!gate.open) await gate.requireScope(headers.authorization, 'read', ip);
      return sendMetrics(reply, metrics);
    },
  );
}

/** @returns the port's server, listening; undefined when it is not wanted */
export async function openMetricsPort(
  { monitoring }: Config,
  metrics: Metrics,
): Promise<FastifyInstance | undefined> {
  if (!monitoring.enable) return undefined;
  const app = Fastify();
  app.get('/metrics', (_, reply) => sendMetrics(reply, metrics));
  await app.listen({ host: monitoring.prometheus_host, port: monitoring.prometheus_port });
  return app;
}

async function sendMetrics(reply: FastifyReply, metrics: Metrics): Promise<FastifyReply> {
  const all = Registry.merge([metrics.registry, processMetrics()]);
  return reply.type(all.contentType).send(await all.metrics());
}
