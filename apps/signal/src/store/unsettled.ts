/**
 * What gamers had counted and no settlement had paid when the last process ended: their seconds stand in the journal.
 * @module
 */
import type { Kysely } from 'kysely';
import type { LeaseRecord, SessionRecord } from '../core/ports.ts';
import type { JournalRow } from './journal.ts';
import { leaseFrom, sessionFrom } from './rows.ts';
import type { Tables } from './schema.ts';

/** A second is in the journal so long after it was counted. Left out, lest it was settled already: nobody pays twice. */
const WRITTEN_WITHIN_MS = 1_500;
/** Bound values of one statement are limited. */
const MOST_IDS = 500;

export interface Unsettled {
  readonly lease: LeaseRecord;
  readonly session: SessionRecord;
  readonly leaseEnded: boolean;
  readonly sessionEnded: boolean;
  /** By the gamer's count. */
  readonly frames: number;
}

/** @param windowMs what was counted longer before the end than that was settled, or could not be */
export async function readUnsettled(db: Kysely<Tables>, windowMs: number): Promise<Unsettled[]> {
  const seconds = await secondsSince(db, windowMs);
  const sessionIds = [...new Set(seconds.map(({ session_id }) => session_id))];
  const found: Unsettled[] = [];
  for (let from = 0; from < sessionIds.length; from += MOST_IDS) {
    const ids = sessionIds.slice(from, from + MOST_IDS);
    const sessions = await db.selectFrom('sessions').selectAll().where('session_id', 'in', ids).execute();
    const bySession = new Map(sessions.map((row) => [row.session_id, row]));
    const leases = await db
      .selectFrom('leases')
      .selectAll()
      .where('session_id', 'in', ids)
      .orderBy('created_ms')
      .execute();
    const frames = framesByLease(seconds, leases);
    for (const lease of leases) {
      const session = bySession.get(lease.session_id);
      const counted = frames.get(lease.lease_id) ?? 0;
      if (!session || counted === 0) continue;
      const ended = { leaseEnded: lease.ended_ms !== null, sessionEnded: session.ended_ms !== null };
      found.push({ lease: leaseFrom(lease), session: sessionFrom(session), ...ended, frames: counted });
    }
  }
  return found;
}

async function secondsSince(db: Kysely<Tables>, windowMs: number): Promise<Tables['journal'][]> {
  const { latest } = await db
    .selectFrom('journal')
    .select(({ fn }) => fn.max<number | null>('at_ms').as('latest'))
    .executeTakeFirstOrThrow();
  if (latest === null) return [];
  const { settled } = await db
    .selectFrom('settlements')
    .select(({ fn }) => fn.max<number | null>('at_ms').as('settled'))
    // Tasks, which are no session's, are settled at the start too.
    .whereRef('lease_id', '<>', 'session_id')
    .executeTakeFirstOrThrow();
  const fromMs = Math.max((settled ?? 0) + WRITTEN_WITHIN_MS, latest - windowMs);
  return db.selectFrom('journal').selectAll().where('at_ms', '>=', fromMs).execute();
}

/** Each second counts for the newest lease of that helper that there was then. @param leases oldest first */
function framesByLease(
  seconds: readonly Tables['journal'][],
  leases: readonly Tables['leases'][],
): Map<string, number> {
  const frames = new Map<string, number>();
  const byPair = new Map<string, Tables['leases'][]>();
  for (const lease of leases) {
    const pair = `${lease.session_id} ${lease.peer_id}`;
    byPair.set(pair, [...(byPair.get(pair) ?? []), lease]);
  }
  for (const { session_id, at_ms, row } of seconds)
    for (const helper of (JSON.parse(row) as JournalRow).helpers) {
      const ofPair = byPair.get(`${session_id} ${helper.peer_id}`);
      const lease = ofPair?.findLast(({ created_ms }) => created_ms <= at_ms);
      if (lease) frames.set(lease.lease_id, (frames.get(lease.lease_id) ?? 0) + helper.frames);
    }
  return frames;
}
