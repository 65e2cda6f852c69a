/**
 * The HTTP API: health, stats, who is here, and the journal.
 * @module
 */
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Hub } from '../net/hub.ts';
import type { Store } from '../store/store.ts';
import { helperRows, sessionRows, systemStats } from './stats.ts';

const wholeMs = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}$/, 'must be milliseconds since 1970'),
  v.transform(Number),
);
const sessionId = v.pipe(v.string('session_id is needed'), v.minLength(1), v.maxLength(64));
const journalQuery = v.object({
  session_id: sessionId,
  from: v.optional(wholeMs, '0'),
  to: v.optional(wholeMs, '8640000000000000'),
});
const qualityQuery = v.object({ ...journalQuery.entries, session_id: v.optional(sessionId) });

export function serveApi(app: FastifyInstance, hub: Hub, store: Store): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    const problem = store.problem;
    return problem === undefined ? { status: 'ok' } : reply.code(503).send({ status: 'degraded', problem });
  });
  app.get('/api/stats', () => systemStats(hub));
  app.get('/api/sessions', () => ({ sessions: sessionRows(hub) }));
  app.get('/api/helpers', () => ({ helpers: helperRows(hub) }));
  app.get('/api/journal', async (request, reply) => {
    const query = v.safeParse(journalQuery, request.query);
    if (!query.success)
      return reply.code(400).send({ code: 'P2C2G_MALFORMED', message: query.issues[0].message });
    const { session_id, from, to } = query.output;
    return { rows: await store.readJournal(session_id, { fromMs: from, toMs: to }) };
  });
  app.get('/api/quality', async (request, reply) => {
    const query = v.safeParse(qualityQuery, request.query);
    if (!query.success)
      return reply.code(400).send({ code: 'P2C2G_MALFORMED', message: query.issues[0].message });
    const { session_id, from, to } = query.output;
    return { rows: await store.readQuality(session_id, { fromMs: from, toMs: to }) };
  });
}
