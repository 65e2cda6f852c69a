/**
 * `/livez` says that the process answers; `/readyz` whether it should be sent clients, and if not, why.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import type { LedgerDesk } from '../ledger/desk.ts';
import type { Hub } from '../net/hub.ts';
import type { Store } from '../store/store.ts';
import { documented } from './documented.ts';

export function serveHealth(app: FastifyInstance, hub: Hub, store: Store, ledger: LedgerDesk): void {
  app.get('/livez', documented({ tag: 'health', summary: 'Whether the process answers.' }), () => ({
    status: 'ok',
  }));
  app.get(
    '/readyz',
    documented({ tag: 'health', summary: 'Whether clients should be sent here, and if not, why.' }),
    async (_, reply) => {
      const checks = {
        database: store.problem,
        ledger: ledger.problem,
        load: app.isUnderPressure() ? 'overloaded' : undefined,
        clients: hub.draining ? 'draining' : undefined,
      };
      const problem = Object.values(checks).find((one) => one !== undefined);
      const shown = Object.fromEntries(Object.entries(checks).map(([name, bad]) => [name, bad ?? 'ok']));
      if (problem === undefined) return { status: 'ok', checks: shown };
      return reply.code(503).send({ status: 'degraded', problem, checks: shown });
    },
  );
}
