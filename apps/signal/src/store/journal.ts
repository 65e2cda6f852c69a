/**
 * What each session was like: every second as its gamer told it, and each minute's sum.
 * @module
 */
import type { ClientMessage } from '@p2c2g/protocol';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from './schema.ts';

export type Telemetry = Extract<ClientMessage, { msg_type: 'telemetry' }>;
export type JournalRow = Omit<Telemetry, 'msg_type'>;
export type QualityRow = Tables['quality'];

/** Rows of one journal answer: an hour of seconds. */
export const MOST_JOURNAL_ROWS = 3600;
/** Rows of one quality answer: a day of minutes. */
export const MOST_QUALITY_ROWS = 1440;
const MINUTE_MS = 60_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One session's seconds, oldest first. */
export async function readJournal(
  db: Kysely<Tables>,
  sessionId: string,
  { fromMs, toMs }: Span,
): Promise<JournalRow[]> {
  const rows = await db
    .selectFrom('journal')
    .select('row')
    .where('session_id', '=', sessionId)
    .where('at_ms', '>=', fromMs)
    .where('at_ms', '<=', toMs)
    .orderBy('at_ms')
    .limit(MOST_JOURNAL_ROWS)
    .execute();
  return rows.map(({ row }) => JSON.parse(row) as JournalRow);
}

/** Minutes, oldest first; of one session, or of all. */
export function readQuality(
  db: Kysely<Tables>,
  sessionId: string | undefined,
  { fromMs, toMs }: Span,
): Promise<QualityRow[]> {
  let query = db
    .selectFrom('quality')
    .selectAll()
    .where('minute_ms', '>=', fromMs)
    .where('minute_ms', '<=', toMs);
  if (sessionId !== undefined) query = query.where('session_id', '=', sessionId);
  return query.orderBy('minute_ms').orderBy('session_id').limit(MOST_QUALITY_ROWS).execute();
}

/** Seconds that came together: a row each in the journal, and added to their minutes. */
export async function recordSeconds(
  trx: Transaction<Tables>,
  rows: readonly Telemetry[],
  atMs: number,
): Promise<void> {
  const seconds = rows.map(({ msg_type: _, ...row }) => ({
    session_id: row.session_id,
    at_ms: Math.round(atMs),
    row: JSON.stringify(row),
  }));
  await trx.insertInto('journal').values(seconds).execute();
  for (const row of rows) await addToMinute(trx, qualityOf(row, atMs));
}

const qualityOf = (row: Telemetry, atMs: number): QualityRow => ({
  session_id: row.session_id,
  minute_ms: Math.floor(atMs / MINUTE_MS) * MINUTE_MS,
  seconds: 1,
  ...row.frames,
  failovers: row.failovers,
  bytes_up: row.bytes_up,
  bytes_down: row.bytes_down,
  p50_sum_ms: row.latency_ms.p50,
  p95_worst_ms: row.latency_ms.p95,
});

const SUMMED = [
  'seconds',
  'sent',
  'upscaled',
  'local',
  'lost',
  'on_time',
  'failovers',
  'bytes_up',
  'bytes_down',
  'p50_sum_ms',
] as const;

function addToMinute(trx: Transaction<Tables>, row: QualityRow): Promise<unknown> {
  const sums = SUMMED.map((column) => [
    column,
    sql<number>`${sql.ref(`quality.${column}`)} + ${row[column]}`,
  ]);
  const worst = sql<number>`case when quality.p95_worst_ms > ${row.p95_worst_ms} then quality.p95_worst_ms else ${row.p95_worst_ms} end`;
  return trx
    .insertInto('quality')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['session_id', 'minute_ms'])
        .doUpdateSet({ ...Object.fromEntries(sums), p95_worst_ms: worst }),
    )
    .execute();
}
