/**
 * The HTTP API: stats, who is here, and how sessions went.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { LiveConfig } from '../config/live.ts';
import type { Hub } from '../net/hub.ts';
import type { Store } from '../store/store.ts';
import { documented } from './documented.ts';
import { name, span } from './fields.ts';
import { validated } from './problem.ts';
import { helperRows, sessionRows, systemStats } from './stats.ts';

const journalQuery = v.object({ session_id: name, ...span });
const qualityQuery = v.object({ session_id: v.optional(name), ...span });

export function serveApi(app: FastifyInstance, hub: Hub, store: Store, live: LiveConfig): void {
  app.get('/api/regions', documented({ tag: 'state', summary: 'Regions to choose from, by name.' }), () => ({
    regions: live.current.regions.names,
  }));
  app.get('/api/stats', documented({ tag: 'state', summary: 'How busy it is.' }), () => systemStats(hub));
  app.get(
    '/api/sessions',
    documented({ tag: 'state', summary: 'Sessions with their leases.', scope: 'read' }),
    () => ({ sessions: sessionRows(hub) }),
  );
  app.get(
    '/api/helpers',
    documented({ tag: 'state', summary: 'Helpers, and why they get work or none.', scope: 'read' }),
    () => ({ helpers: helperRows(hub) }),
  );
  app.get(
    '/api/journal',
    documented({
      tag: 'state',
      summary: 'One session second by second, as its gamer told.',
      scope: 'read',
      query: journalQuery,
    }),
    async ({ query }) => {
      const { session_id, from, to } = validated(journalQuery, query);
      return { rows: await store.readJournal(session_id, { fromMs: from, toMs: to }) };
    },
  );
  app.get(
    '/api/quality',
    documented({
      tag: 'state',
      summary: 'Quality by the minute, of one session or of all.',
      scope: 'read',
      query: qualityQuery,
    }),
    async ({ query }) => {
      const { session_id, from, to } = validated(qualityQuery, query);
      return { rows: await store.readQuality(session_id, { fromMs: from, toMs: to }) };
    },
  );
}
