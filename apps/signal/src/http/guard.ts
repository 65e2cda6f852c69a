/**
 * Where identities are asked for, the API shows what is going on only to keys of the scope `read`.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import type { Gate } from '../auth/gate.ts';

/** For everybody: how busy it is, and what it costs. Some ask for another scope themselves. */
const PUBLIC: ReadonlySet<string> = new Set([
  '/api/stats',
  '/api/estimate',
  '/api/prices',
  '/api/regions',
  '/api/ice',
  '/api/tasks/:task_id',
  '/api/openapi.json',
  '/api/reference',
  '/api/reference.css',
]);

export function guardApi(app: FastifyInstance, gate: Gate): void {
  app.addHook('onRequest', async (request) => {
    const path = request.routeOptions.url;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (gate.open || !reads || !path?.startsWith('/api/') || PUBLIC.has(path)) return;
    await gate.requireScope(request.headers.authorization, 'read', request.ip);
  });
}
