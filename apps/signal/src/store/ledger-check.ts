/**
 * Whether the ledger on disk is what a ledger must be. Each question names the rows that are wrong, and is answered by
 * the database alone.
 * @module
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './schema.ts';

export interface LedgerProblem {
  readonly invariant: string;
  /** What is wrong, e.g. an account or a key; a few of them. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 5;

/** Both sides of every transfer, as movements of accounts. */
const MOVES = sql`(select credit as account, amount from transfers
  union all select debit as account, -amount as amount from transfers) as moves`;

const INVARIANTS: Readonly<Record<string, RawBuilder<{ example: string | number }>>> = {
  'transfers are numbered without gaps': sql`
    select count(*) as example from transfers having count(*) <> coalesce(max(seq), 0)`,
  'all accounts together hold nothing': sql`
    select sum(amount) as example from ${MOVES} having coalesce(sum(amount), 0) <> 0`,
  'no session has spent more than it set aside': sql`
    select account as example from ${MOVES} where account like 'hold:%' group by account having sum(amount) < 0`,
  'each settlement is paid to the last micro-credit': sql`
    select s.key as example from settlements s
    left join transfers t on t.key = 'share:' || s.key or t.key = 'fee:' || s.key
    group by s.key, s.cost having coalesce(sum(t.amount), 0) <> s.cost`,
  'no frame is paid twice': sql`
    select lease_id as example from settlements group by lease_id
    having sum(frames_paid) <> max(frames_from + frames_paid)`,
  'no more is paid than either end counted': sql`
    select key as example from settlements
    where frames_from + frames_paid > frames_gamer or frames_from + frames_paid > coalesce(frames_helper, frames_gamer)`,
  'a reversal undoes exactly what it names': sql`
    select r.seq as example from transfers r join transfers t on t.seq = r.reverses
    where r.amount <> t.amount or r.debit <> t.credit or (r.credit <> t.debit and t.debit not like 'hold:%')`,
};

/** @returns what is broken; nothing in a sound ledger */
export async function checkLedger(db: Kysely<Tables>): Promise<LedgerProblem[]> {
  const problems = [];
  for (const [invariant, question] of Object.entries(INVARIANTS)) {
    const { rows } = await question.execute(db);
    if (rows.length === 0) continue;
    problems.push({
      invariant,
      examples: rows.slice(0, MOST_EXAMPLES).map(({ example }) => String(example)),
    });
  }
  return problems;
}
