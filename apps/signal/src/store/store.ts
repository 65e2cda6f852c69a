/**
 * What outlives the process: sessions and leases to pick up again, helpers seen, and the journal of each second.
 * @module
 */
import type { Transaction } from 'kysely';
import type { Recovered } from '../core/broker.ts';
import type { LeaseRecord, Recorder, SessionRecord } from '../core/ports.ts';
import type { HelperRecord } from '../core/records.ts';
import { type Database, openDatabase, type Place } from './database.ts';
import { Gathered } from './gathered.ts';
import {
  type JournalRow,
  type QualityRow,
  readJournal,
  readQuality,
  recordSeconds,
  type Span,
  type Telemetry,
} from './journal.ts';
import { leaseFrom, sessionFrom } from './rows.ts';
import type { Tables } from './schema.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';
import { WriteQueue } from './write-queue.ts';

const PROBLEM_SHOWN_MS = 60_000;

const upsertHelpers = (trx: Transaction<Tables>, rows: Tables['helpers'][]) =>
  trx
    .insertInto('helpers')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('peer_id').doUpdateSet(({ ref }) => ({
        capabilities: ref('excluded.capabilities'),
        last_seen_ms: ref('excluded.last_seen_ms'),
      })),
    )
    .execute();

const upsertRecords = (trx: Transaction<Tables>, rows: Tables['records'][]) =>
  trx
    .insertInto('records')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('peer_id')
        .doUpdateSet(({ ref }) => ({ record: ref('excluded.record'), at_ms: ref('excluded.at_ms') })),
    )
    .execute();

const insertNames = (trx: Transaction<Tables>, rows: Tables['names'][]) =>
  trx
    .insertInto('names')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export class Store implements Recorder {
  readonly database: Database;
  readonly #writes: WriteQueue;
  readonly #seen: Gathered<Tables['helpers']>;
  readonly #names: Gathered<Tables['names']>;
  readonly #records: Gathered<Tables['records']>;
  #problem: { readonly code: StoreErrorCode; readonly atMs: number } | undefined;

  constructor(database: Database, onError: (error: StoreError, lost: number) => void) {
    this.database = database;
    this.#writes = new WriteQueue(database.db, (cause, lost) => {
      const error = StoreError.from(cause);
      this.#problem = { code: error.code, atMs: Date.now() };
      onError(error, lost);
    });
    this.#seen = new Gathered(this.#writes, upsertHelpers);
    this.#names = new Gathered(this.#writes, insertNames);
    this.#records = new Gathered(this.#writes, upsertRecords);
  }

  /** Records that wait to be written. */
  get waiting(): number {
    return this.#writes.waiting;
  }

  /** A failure to write within the last minute. */
  get problem(): StoreErrorCode | undefined {
    return this.#problem && Date.now() - this.#problem.atMs < PROBLEM_SHOWN_MS
      ? this.#problem.code
      : undefined;
  }

  /** @throws StoreError */
  static async open(place: Place, onError: (error: StoreError, lost: number) => void): Promise<Store> {
    return new Store(await openDatabase(place, true), onError);
  }

  sessionStarted(session: SessionRecord): void {
    const row = {
      session_id: session.sessionId,
      secret_hash: session.secretHash,
      gamer_id: session.gamerId,
      params: JSON.stringify(session.params),
      codecs: JSON.stringify(session.codecs),
      max_links: session.maxLinks,
      created_ms: session.createdMs,
      ended_ms: null,
    };
    this.#writes.push((trx) => trx.insertInto('sessions').values(row).execute());
  }

  sessionEnded(sessionId: string, atMs: number): void {
    this.#writes.push((trx) =>
      trx.updateTable('sessions').set({ ended_ms: atMs }).where('session_id', '=', sessionId).execute(),
    );
  }

  leaseStarted(lease: LeaseRecord): void {
    const row = {
      lease_id: lease.leaseId,
      session_id: lease.sessionId,
      peer_id: lease.peerId,
      gamer_id: lease.gamerId,
      epoch: lease.epoch,
      role: lease.role,
      created_ms: lease.createdMs,
      ended_ms: null,
      end_reason: null,
      fault: null,
    };
    this.#writes.push((trx) => trx.insertInto('leases').values(row).execute());
  }

  leaseEnded(leaseId: string, reason: string, fault: string | null, atMs: number): void {
    this.#writes.push((trx) =>
      trx
        .updateTable('leases')
        .set({ ended_ms: atMs, end_reason: reason, fault })
        .where('lease_id', '=', leaseId)
        .execute(),
    );
  }

  helperSeen(peerId: string, capabilities: unknown, atMs: number): void {
    const text = JSON.stringify(capabilities);
    this.#seen.put(peerId, { peer_id: peerId, capabilities: text, first_seen_ms: atMs, last_seen_ms: atMs });
  }

  helperRecorded(peerId: string, record: HelperRecord, atMs: number): void {
    this.#records.put(peerId, { peer_id: peerId, record: JSON.stringify(record), at_ms: Math.round(atMs) });
  }

  /** A name belongs to whoever registered it first. */
  nameTaken(name: string, subject: string): void {
    this.#names.put(name, { name, subject });
  }

  journal(rows: readonly Telemetry[], atMs: number): void {
    if (rows.length === 0) return;
    this.#writes.push((trx) => recordSeconds(trx, rows, atMs));
  }

  /** One session's seconds, oldest first. */
  readJournal(sessionId: string, span: Span): Promise<JournalRow[]> {
    return readJournal(this.database.db, sessionId, span);
  }

  /** Minutes of one session, or of all, oldest first. */
  readQuality(sessionId: string | undefined, span: Span): Promise<QualityRow[]> {
    return readQuality(this.database.db, sessionId, span);
  }

  /** What ran when the last process ended. */
  async recover(): Promise<Recovered> {
    const sessions = await this.database.db
      .selectFrom('sessions')
      .selectAll()
      .where('ended_ms', 'is', null)
      .execute();
    const leases = await this.database.db
      .selectFrom('leases')
      .selectAll()
      .where('ended_ms', 'is', null)
      .execute();
    const epochs = await this.database.db
      .selectFrom('leases')
      .select(({ fn }) => ['gamer_id', 'peer_id', fn.max('epoch').as('epoch')])
      .groupBy(['gamer_id', 'peer_id'])
      .execute();
    const records = await this.database.db.selectFrom('records').selectAll().execute();
    return {
      sessions: sessions.map(sessionFrom),
      leases: leases.map(leaseFrom),
      records: records.map(({ peer_id, record, at_ms }) => ({
        peerId: peer_id,
        record: JSON.parse(record) as HelperRecord,
        atMs: at_ms,
      })),
      epochs: epochs.map(({ gamer_id, peer_id, epoch }) => ({ gamerId: gamer_id, peerId: peer_id, epoch })),
    };
  }

  /** Deletes what is older than the retention. */
  prune(beforeMs: number): void {
    this.#writes.push(async (trx) => {
      await trx.deleteFrom('journal').where('at_ms', '<', beforeMs).execute();
      await trx.deleteFrom('quality').where('minute_ms', '<', beforeMs).execute();
      await trx.deleteFrom('leases').where('ended_ms', '<', beforeMs).execute();
      await trx.deleteFrom('sessions').where('ended_ms', '<', beforeMs).execute();
      await trx.deleteFrom('records').where('at_ms', '<', beforeMs).execute();
      await trx.deleteFrom('helpers').where('last_seen_ms', '<', beforeMs).execute();
    });
  }

  /** Resolves when everything asked for so far is on disk, or was reported as lost. */
  flush(): Promise<void> {
    return this.#writes.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.database.close();
  }
}
