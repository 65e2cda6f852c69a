/**
 * The HTTP API: stats, who is here, and how sessions went.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Hub } from '../net/hub.ts';
import type { Store } from '../store/store.ts';
import { name, span } from './fields.ts';
import { validated } from './problem.ts';
import { helperRows, sessionRows, systemStats } from './stats.ts';

const journalQuery = v.object({ session_id: name, ...span });
const qualityQuery = v.object({ session_id: v.optional(name), ...span });

export function serveApi(app: FastifyInstance, hub: Hub, store: Store): void {
  app.get('/api/stats', () => systemStats(hub));
  app.get('/api/sessions', () => ({ sessions: sessionRows(hub) }));
  app.get('/api/helpers', () => ({ helpers: helperRows(hub) }));
  app.get('/api/journal', async ({ query }) => {
    const { session_id, from, to } = validated(journalQuery, query);
    return { rows: await store.readJournal(session_id, { fromMs: from, toMs: to }) };
  });
  app.get('/api/quality', async ({ query }) => {
    const { session_id, from, to } = validated(qualityQuery, query);
    return { rows: await store.readQuality(session_id, { fromMs: from, toMs: to }) };
  });
}
