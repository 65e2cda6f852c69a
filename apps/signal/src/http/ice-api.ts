/**
 * `/api/ice`: STUN and TURN servers for programs that connect without the socket's messages.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import type { Gate } from '../auth/gate.ts';
import type { LiveConfig } from '../config/live.ts';
import { iceServersOf } from '../net/ice.ts';
import { documented } from './documented.ts';

/** Stands in the user name where nobody is asked who they are. */
const ANYONE = 'anyone';

export function serveIce(app: FastifyInstance, live: LiveConfig, gate: Gate): void {
  app.get(
    '/api/ice',
    documented({
      tag: 'ice',
      summary: "STUN and TURN servers, with a password of one's own.",
      scope: 'connect',
    }),
    async ({ headers, ip }, reply) => {
      const name = gate.open
        ? ANYONE
        : (await gate.requireScope(headers.authorization, 'connect', ip)).subject;
      reply.header('cache-control', 'no-store');
      return {
        ice_servers: iceServersOf(live.current, name, Date.now()),
        relay_only: live.current.ice.relay_only,
      };
    },
  );
}
