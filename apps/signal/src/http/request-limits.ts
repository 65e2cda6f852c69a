/**
 * How many requests one address may make. Health checks are not counted: who is asked whether it lives must answer.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { FastifyInstance } from 'fastify';
import { KeyedBuckets } from '../net/keyed-buckets.ts';
import { sendProblem } from './problem.ts';

/** A page asks for some forty files at once. */
const SECONDS_AT_ONCE = 10;
const UNCOUNTED: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

export function limitRequests(app: FastifyInstance, perSecond: () => number): void {
  const buckets = new KeyedBuckets(perSecond, SECONDS_AT_ONCE, Date.now);
  app.addHook('onRequest', async (request, reply) => {
    if (UNCOUNTED.has(request.routeOptions.url ?? '')) return;
    const waitMs = buckets.take(request.ip);
    if (waitMs > 0)
      await sendProblem(reply, new P2c2gError('P2C2G_TOO_MANY_MESSAGES', 'Too many requests.', waitMs));
  });
}
