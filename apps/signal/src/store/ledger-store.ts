/**
 * The ledger on disk: adds, reads, and never changes.
 * @module
 */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Batch } from '../core/ledger/economy.ts';
import type { PriceTable, VersionedPrices } from '../core/ledger/price.ts';
import type { Settlement } from '../core/ledger/settle.ts';
import { holdAccount, type Posted, type Transfer, type TransferKind } from '../core/ledger/transfer.ts';
import type { Database } from './database.ts';
import type { Span } from './journal.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Rows of one answer. */
export const MOST_ENTRIES = 1000;
/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535; a settlement has 14. */
const ROWS_PER_INSERT = 1000;

/** What a helper earned in a span of time, for whoever pays it out. */
export interface Earnings {
  readonly peer_id: string;
  readonly frames: number;
  readonly disputed_settlements: number;
  readonly earned_micro: number;
}

export class LedgerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get #db(): Kysely<Tables> {
    return this.#database.db;
  }

  /**
   * Records a batch whole or not at all, in a way that outlives a power cut. The receipts of what it settles go.
   * @throws StoreError; of code duplicate when a key of it is recorded already
   */
  async post({ transfers, settlements }: Pick<Batch, 'transfers' | 'settlements'>): Promise<void> {
    try {
      await this.#database.durably(async (trx) => {
        let seq = await lastSeq(trx);
        const rows = transfers.map((transfer) => {
          seq += 1;
          return transferRow(transfer, seq);
        });
        for (const chunk of inChunks(rows)) await trx.insertInto('transfers').values(chunk).execute();
        for (const chunk of inChunks(settlements.map(settlementRow)))
          await trx.insertInto('settlements').values(chunk).execute();
        for (const chunk of inChunks(settlements.map(({ leaseId }) => leaseId)))
          await trx.deleteFrom('receipts').where('key', 'in', chunk).execute();
      });
    } catch (error) {
      throw StoreError.from(error);
    }
  }

  async find(key: string): Promise<Posted | undefined> {
    const row = await this.#db.selectFrom('transfers').selectAll().where('key', '=', key).executeTakeFirst();
    return row && postedFrom(row);
  }

  async bySeq(seq: number): Promise<Posted | undefined> {
    const row = await this.#db.selectFrom('transfers').selectAll().where('seq', '=', seq).executeTakeFirst();
    return row && postedFrom(row);
  }

  /** What every account holds. */
  async balances(): Promise<[string, number][]> {
    const { rows } = await sql<{ account: string; held: number }>`
      select account, sum(amount) as held from (
        select credit as account, amount from transfers union all select debit as account, -amount as amount from transfers
      ) as moves group by account having sum(amount) <> 0`.execute(this.#db);
    return rows.map(({ account, held }) => [account, held]);
  }

  /** Frames paid so far, by lease. */
  async settledFrames(leaseIds: readonly string[]): Promise<Map<string, number>> {
    if (leaseIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('settlements')
      .select(({ fn }) => ['lease_id', fn.sum<number>('frames_paid').as('frames')])
      .where('lease_id', 'in', leaseIds)
      .groupBy('lease_id')
      .execute();
    return new Map(rows.map(({ lease_id, frames }) => [lease_id, frames]));
  }

  /** All that was ever set aside for a session. */
  async heldEver(sessionId: string): Promise<number> {
    const row = await this.#db
      .selectFrom('transfers')
      .select(({ fn }) => fn.sum<number | null>('amount').as('held'))
      .where('credit', '=', holdAccount(sessionId))
      .where('kind', '=', 'hold')
      .executeTakeFirst();
    return row?.held ?? 0;
  }

  /** Who set that hold aside. */
  async ownerOfHold(sessionId: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('transfers')
      .select('debit')
      .where('credit', '=', holdAccount(sessionId))
      .where('kind', '=', 'hold')
      .limit(1)
      .executeTakeFirst();
    return row?.debit;
  }

  /** One account's transfers, newest first. */
  async entries(account: string, beforeSeq: number, limit: number): Promise<Posted[]> {
    const rows = await this.#db
      .selectFrom('transfers')
      .selectAll()
      .where((where) => where.or([where('debit', '=', account), where('credit', '=', account)]))
      .where('seq', '<', beforeSeq)
      .orderBy('seq', 'desc')
      .limit(Math.min(limit, MOST_ENTRIES))
      .execute();
    return rows.map(postedFrom);
  }

  /** What helpers earned, by helper; reversals within the span are taken off. */
  async earnings({ fromMs, toMs }: Span, peerId?: string): Promise<Earnings[]> {
    const only = peerId === undefined ? sql`` : sql`and account = ${`helper:${peerId}`}`;
    const { rows } = await sql<{ account: string; earned: number }>`
      select account, sum(amount) as earned from (
        select credit as account, amount, kind, at_ms from transfers
        union all select debit as account, -amount as amount, kind, at_ms from transfers
      ) as moves
      where account like 'helper:%' and kind in ('share', 'reversal') and at_ms >= ${fromMs} and at_ms <= ${toMs} ${only}
      group by account order by account`.execute(this.#db);
    const counts = await this.#counts({ fromMs, toMs });
    return rows.map(({ account, earned }) => {
      const peer_id = account.slice('helper:'.length);
      const { frames = 0, disputed = 0 } = counts.get(peer_id) ?? {};
      return { peer_id, frames, disputed_settlements: disputed, earned_micro: earned };
    });
  }

  async #counts({ fromMs, toMs }: Span): Promise<Map<string, { frames: number; disputed: number }>> {
    const rows = await this.#db
      .selectFrom('settlements')
      .select(({ fn }) => [
        'peer_id',
        fn.sum<number>('frames_paid').as('frames'),
        fn.sum<number>('disputed').as('disputed'),
      ])
      .where('at_ms', '>=', fromMs)
      .where('at_ms', '<=', toMs)
      .groupBy('peer_id')
      .execute();
    return new Map(rows.map(({ peer_id, ...row }) => [peer_id, row]));
  }

  /** The prices in force: those on record when they are the same, else a new version. */
  async usePrices(prices: PriceTable, nowMs: number): Promise<VersionedPrices> {
    const text = JSON.stringify(prices);
    const last = await this.#db
      .selectFrom('prices')
      .selectAll()
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.prices === text) return { ...prices, version: last.version };
    const version = (last?.version ?? 0) + 1;
    await this.#db.insertInto('prices').values({ version, since_ms: nowMs, prices: text }).execute();
    return { ...prices, version };
  }

  async priceHistory(): Promise<(PriceTable & { version: number; since_ms: number })[]> {
    const rows = await this.#db.selectFrom('prices').selectAll().orderBy('version').execute();
    return rows.map(({ version, since_ms, prices }) => ({
      version,
      since_ms,
      ...(JSON.parse(prices) as PriceTable),
    }));
  }
}

async function lastSeq(trx: Transaction<Tables>): Promise<number> {
  const row = await trx
    .selectFrom('transfers')
    .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}

function inChunks<T>(rows: readonly T[]): T[][] {
  const chunks = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) chunks.push(rows.slice(at, at + ROWS_PER_INSERT));
  return chunks;
}

const transferRow = ({ atMs, ...transfer }: Transfer, seq: number): Tables['transfers'] => ({
  ...transfer,
  seq,
  at_ms: atMs,
});

const postedFrom = ({ at_ms, kind, ...row }: Selectable<Tables['transfers']>): Posted => ({
  ...row,
  kind: kind as TransferKind,
  atMs: at_ms,
});

const settlementRow = (settlement: Settlement): Tables['settlements'] => ({
  key: settlement.key,
  lease_id: settlement.leaseId,
  session_id: settlement.sessionId,
  peer_id: settlement.peerId,
  gamer_id: settlement.gamerId,
  frames_gamer: settlement.framesGamer,
  frames_helper: settlement.framesHelper,
  frames_from: settlement.framesFrom,
  frames_paid: settlement.framesPaid,
  price_version: settlement.priceVersion,
  cost: settlement.cost,
  fee: settlement.fee,
  disputed: settlement.disputed ? 1 : 0,
  at_ms: settlement.atMs,
});
