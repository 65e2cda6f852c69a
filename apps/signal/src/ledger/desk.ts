/**
 * The ledger at work: hears what sessions do, settles by the clock, and answers for what is on disk. Batches are
 * recorded one after the other; what could not be recorded stays owed and is settled later.
 * @module
 */
import { type ClientMessage, P2c2gError, type StreamParams } from '@p2c2g/protocol';
import type { Logger } from 'pino';
import type { Recovered } from '../core/broker.ts';
import { Balances } from '../core/ledger/balances.ts';
import { Economy, type EconomyTerms } from '../core/ledger/economy.ts';
import type { PriceTable, VersionedPrices } from '../core/ledger/price.ts';
import { type Posted, reversalOf, type Transfer } from '../core/ledger/transfer.ts';
import type { LeaseRecord, Recorder, SessionRecord, TaskCharges } from '../core/ports.ts';
import type { Database } from '../store/database.ts';
import type { Span, Telemetry } from '../store/journal.ts';
import { checkLedger, type LedgerProblem } from '../store/ledger-check.ts';
import { type Earnings, LedgerStore } from '../store/ledger-store.ts';
import { Receipts } from '../store/receipts.ts';
import { StoreError } from '../store/store-error.ts';
import { readUnsettled } from '../store/unsettled.ts';
import { takeUp, takeUpTasks } from './take-up.ts';

type Served = Extract<ClientMessage, { msg_type: 'heartbeat' }>['served'];

export interface DeskOptions {
  readonly database: Database;
  readonly prices: PriceTable;
  readonly terms: Omit<EconomyTerms, 'prices'>;
  readonly recovered: Recovered;
  /** How often it settles. */
  readonly settleMs: number;
  readonly log: Logger;
  readonly now: () => number;
}

/** What is older than the last two settlements of a process that ended was due then. */
const SETTLEMENTS_LOOKED_BACK = 2;

/** One helper of a payouts export. */
export interface Payout extends Earnings {
  /** What is owed to it now, whenever earned. */
  readonly balance_micro: number;
}

export class LedgerDesk implements Recorder {
  readonly store: LedgerStore;
  readonly #options: DeskOptions;
  readonly #economy: Economy;
  readonly #receipts: Receipts;
  #turn: Promise<unknown> = Promise.resolve();
  #settling = false;
  #problem: string | undefined;
  #violations = 0;

  private constructor(options: DeskOptions, store: LedgerStore, economy: Economy) {
    this.#options = options;
    this.store = store;
    this.#economy = economy;
    this.#receipts = new Receipts(options.database, (error, lost) =>
      options.log.error(
        { err: error, code: error.code, lost },
        'receipts could not be written; a crash forgets them',
      ),
    );
  }

  /**
   * Takes up accounts, running sessions, tasks that were done and left-over holds, settles what the last process owed,
   * and checks that the ledger is sound.
   * @throws StoreError
   */
  static async open(options: DeskOptions): Promise<LedgerDesk> {
    const store = new LedgerStore(options.database);
    const prices = await store.usePrices(options.prices, options.now());
    const economy = new Economy({ ...options.terms, prices }, new Balances(await store.balances()));
    const desk = new LedgerDesk(options, store, economy);
    // What sessions are owed waits for the next settlement: till then their helpers have told their own counts.
    await takeUpTasks(economy, store, desk.#receipts);
    await desk.settle();
    const windowMs = SETTLEMENTS_LOOKED_BACK * options.settleMs;
    await takeUp(economy, store, options.recovered, await readUnsettled(options.database.db, windowMs));
    await desk.check();
    return desk;
  }

  get prices(): VersionedPrices {
    return this.#economy.prices;
  }

  /** Why the ledger does not do its work, or must not be believed. */
  get problem(): string | undefined {
    return this.#violations > 0 ? 'ledger_unsound' : this.#problem;
  }

  /** Invariants that did not hold when the ledger was last read through. */
  get violations(): number {
    return this.#violations;
  }

  /** What all accounts of each kind hold together. */
  totals(): Map<string, number> {
    const totals = new Map<string, number>();
    for (const [account, amount] of this.#economy.balances.entries()) {
      const kind = account.split(':')[0]!;
      totals.set(kind, (totals.get(kind) ?? 0) + amount);
    }
    return totals;
  }

  balance(account: string): number {
    return this.#economy.balances.of(account);
  }

  /** @throws P2C2G_NO_CREDIT when this gamer cannot pay for the beginning of such a session */
  requireFunds(gamerId: string, params: StreamParams): void {
    if (!this.#economy.mayOpen(gamerId, params)) throw new P2c2gError('P2C2G_NO_CREDIT');
  }

  sessionStarted({ sessionId, gamerId, params }: SessionRecord): void {
    this.#economy.sessionOpened(sessionId, gamerId, params);
  }

  sessionEnded(sessionId: string): void {
    this.#economy.sessionEnded(sessionId);
  }

  leaseStarted(lease: LeaseRecord): void {
    this.#economy.leaseOpened(lease);
  }

  leaseEnded(leaseId: string): void {
    this.#economy.leaseEnded(leaseId);
  }

  /** Tasks, which belong to no session. */
  readonly charges: TaskCharges = {
    require: (requesterId, params) => {
      if (!this.#economy.mayStartTask(requesterId, params)) throw new P2c2gError('P2C2G_NO_CREDIT');
    },
    started: (key, requesterId, params) => this.#economy.tasks.started(key, requesterId, params),
    done: (key, peerId, then) => {
      const { tasks } = this.#economy;
      const receipt = tasks.receipt(key, peerId, this.#options.now());
      const settleable = () => {
        tasks.done(key, peerId);
        then();
      };
      if (receipt) this.#receipts.put(receipt, settleable);
      else then();
    },
    failed: (key) => this.#economy.tasks.failed(key),
  };

  /** A second as its gamer told it. */
  second({ session_id, helpers }: Telemetry): void {
    for (const { peer_id, frames } of helpers) this.#economy.gamerCounted(session_id, peer_id, frames);
  }

  /** What a helper says that it did. */
  served(peerId: string, served: Served): void {
    for (const { lease_id, frames } of served ?? []) this.#economy.helperCounted(lease_id, peerId, frames);
  }

  /** Sessions whose gamers cannot pay any more. */
  broke(): string[] {
    return this.#economy.broke();
  }

  /** Records what is due, with all that is still on its way to the disk: when nothing more is to come. */
  async finish(): Promise<void> {
    await this.#receipts.flush();
    await this.settle();
  }

  /** Records what is due. Never throws: what could not be recorded is due again next time. */
  async settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    await this.#inTurn(() => this.#settleNow());
    this.#settling = false;
  }

  /**
   * Records one transfer by hand. The same key and content again changes nothing.
   * @throws P2C2G_CONFLICT when the key was used for something else, P2C2G_NO_CREDIT for a payout of more than there
   * is, StoreError
   */
  async post(transfer: Transfer): Promise<Posted> {
    return this.#inTurn(async () => {
      const known = await this.store.find(transfer.key);
      if (known) return sameOr(known, transfer);
      const available = this.#economy.available(transfer.debit);
      if (transfer.kind === 'payout' && available < transfer.amount)
        throw new P2c2gError('P2C2G_NO_CREDIT', `${transfer.debit} holds ${available}.`);
      await this.store.post({ transfers: [transfer], settlements: [] });
      this.#economy.balances.apply(transfer);
      return (await this.store.find(transfer.key))!;
    });
  }

  /** @throws P2C2G_NOT_FOUND, P2C2G_CONFLICT for a transfer that was reversed, or is a reversal */
  async reverse(seq: number, reason: string): Promise<Posted> {
    const posted = await this.store.bySeq(seq);
    if (!posted) throw new P2c2gError('P2C2G_NOT_FOUND', `transfer ${seq}`);
    if (posted.kind === 'reversal') throw new P2c2gError('P2C2G_CONFLICT', 'a reversal stays');
    if (posted.kind === 'hold' || posted.kind === 'release')
      throw new P2c2gError('P2C2G_CONFLICT', 'what is set aside comes back by itself');
    const backTo = posted.debit.startsWith('hold:')
      ? await this.store.ownerOfHold(posted.debit.slice('hold:'.length))
      : posted.debit;
    if (!backTo) throw new P2c2gError('P2C2G_NOT_FOUND', `the owner of ${posted.debit}`);
    return this.post(reversalOf(posted, backTo, reason, this.#options.now()));
  }

  async payouts(span: Span): Promise<Payout[]> {
    const earnings = await this.store.earnings(span);
    return earnings.map((row) => ({ ...row, balance_micro: this.balance(`helper:${row.peer_id}`) }));
  }

  /** Reads the ledger through, and compares it with what is in memory. */
  check(): Promise<LedgerProblem[]> {
    return this.#inTurn(async () => {
      const problems = await checkLedger(this.#options.database.db);
      const onDisk = new Balances(await this.store.balances());
      const differing = this.#economy.balances
        .entries()
        .concat(onDisk.entries())
        .filter(([account]) => onDisk.of(account) !== this.balance(account));
      if (differing.length > 0)
        problems.push({
          invariant: 'memory and disk agree',
          examples: differing.slice(0, 5).map(([account]) => account),
        });
      this.#violations = problems.length;
      if (problems.length > 0) this.#options.log.error({ problems }, 'the ledger is not sound');
      return problems;
    });
  }

  async #settleNow(): Promise<void> {
    const { log, now } = this.#options;
    try {
      const batch = this.#economy.plan(now());
      if (batch.transfers.length + batch.settlements.length > 0) await this.store.post(batch);
      this.#economy.committed(batch);
      this.#problem = undefined;
    } catch (error) {
      const { code } = StoreError.from(error);
      this.#problem = `ledger_${code}`;
      log.error({ err: error, code }, 'the ledger could not be written; it is settled later');
      if (code === 'duplicate' || code === 'unreachable') await this.#resync();
    }
  }

  /** A batch was recorded, but its answer was lost: what is on disk counts. */
  async #resync(): Promise<void> {
    try {
      const { leases, sessions } = this.#economy.open();
      const held = new Map<string, number>();
      for (const sessionId of sessions) held.set(sessionId, await this.store.heldEver(sessionId));
      const balances = new Balances(await this.store.balances());
      this.#economy.correct(balances, await this.store.settledFrames(leases), held);
    } catch (error) {
      this.#options.log.error({ err: error }, 'the ledger could not be read; it is tried again');
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

function sameOr(known: Posted, wanted: Transfer): Posted {
  const same = (['kind', 'debit', 'credit', 'amount', 'reverses'] as const).every(
    (field) => known[field] === wanted[field],
  );
  if (same) return known;
  throw new P2c2gError('P2C2G_CONFLICT', `the key ${wanted.key} stands for transfer ${known.seq}`);
}
