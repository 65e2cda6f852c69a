/**
 * Sheds load before the process drowns in it: while the event loop lags or memory runs out, new requests and sockets are
 * told to come later. Those who are in stay in, and probes are answered.
 * @module
 */
import underPressure from '@fastify/under-pressure';
import { P2c2gError } from '@p2c2g/protocol';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config-schema.ts';
import { sendProblem } from './problem.ts';

const RETRY_AFTER_MS = 5_000;
const BYTES_PER_MB = 1024 * 1024;
/** Who asks whether the process lives, and how it is, must hear it. */
const ANSWERED: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

export async function shedLoad(app: FastifyInstance, { limits }: Pick<Config, 'limits'>): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: limits.shed_event_loop_ms,
    maxRssBytes: limits.shed_memory_mb * BYTES_PER_MB,
    pressureHandler: async (request, reply, type) => {
      if (ANSWERED.has(request.routeOptions.url ?? '')) return;
      await sendProblem(reply, new P2c2gError('P2C2G_OVERLOADED', `Too much ${type}.`, RETRY_AFTER_MS));
    },
  });
}
