/**
 * Who owes whom for what, from what happens to sessions and leases. Knows no disk: it plans a batch, and takes it for
 * granted only when told that it was recorded. A batch that could not be recorded is planned anew, with what came since.
 *
 * ```
 *  gamer ──hold──► hold:session ──share──► helper
 *    ▲                  │  └──────fee────► coordinator
 *    └─────release──────┘
 * ```
 * @module
 */
import type { StreamParams } from '@p2c2g/protocol';
import { Balances } from './balances.ts';
import { frameCost, type Priced, type VersionedPrices } from './price.ts';
import { type Settlement, settle } from './settle.ts';
import { agreedFrames, type Tally } from './tally.ts';
import { TaskAccounts } from './task-accounts.ts';
import { gamerAccount, holdAccount, type Transfer } from './transfer.ts';

export interface EconomyTerms {
  readonly prices: VersionedPrices;
  /** Seconds of a stream that are set aside ahead. */
  readonly holdSeconds: number;
  /** Whether a gamer must own what it spends; else its account may go below zero. */
  readonly requireFunds: boolean;
}

export interface Batch {
  readonly transfers: readonly Transfer[];
  readonly settlements: readonly Settlement[];
  /** Sessions that are over and settled. */
  readonly closed: readonly string[];
}

interface SessionAccount {
  readonly sessionId: string;
  readonly gamerId: string;
  readonly params: StreamParams | undefined;
  /** All that was ever set aside for it: part of the next hold's key. */
  heldEver: number;
  ended: boolean;
}

type LeaseTerms = Pick<Tally, 'leaseId' | 'sessionId' | 'peerId'>;

export class Economy {
  balances: Balances;
  /** Frames that are handed in one by one, without a session. */
  readonly tasks: TaskAccounts;
  readonly #terms: EconomyTerms;
  readonly #sessions = new Map<string, SessionAccount>();
  readonly #tallies = new Map<string, Tally>();
  readonly #bySession = new Map<string, Set<Tally>>();
  readonly #latest = new Map<string, Tally>();

  constructor(terms: EconomyTerms, balances = new Balances()) {
    this.#terms = terms;
    this.balances = balances;
    this.tasks = new TaskAccounts(terms.prices);
  }

  get prices(): VersionedPrices {
    return this.#terms.prices;
  }

  /** Whether a gamer can set aside what a session of that shape needs to begin. */
  mayOpen(gamerId: string, params: StreamParams): boolean {
    return !this.#terms.requireFunds || this.#spendable(gamerId) >= this.#wantedHold(params);
  }

  /** Whether a gamer can pay for one more frame. */
  mayStartTask(gamerId: string, params: Priced): boolean {
    return !this.#terms.requireFunds || this.#spendable(gamerId) >= frameCost(params, this.#terms.prices);
  }

  /** What an account holds and has not promised to anybody. */
  available(account: string): number {
    const promised = account.startsWith(GAMER_PREFIX)
      ? this.tasks.promised(account.slice(GAMER_PREFIX.length))
      : 0;
    return this.balances.of(account) - promised;
  }

  /** @param params undefined for a session of which only its hold is left */
  sessionOpened(sessionId: string, gamerId: string, params: StreamParams | undefined, heldEver = 0): void {
    this.#sessions.set(sessionId, { sessionId, gamerId, params, heldEver, ended: params === undefined });
  }

  leaseOpened({ leaseId, sessionId, peerId }: LeaseTerms, settledFrames = 0): void {
    const session = this.#sessions.get(sessionId);
    if (!session?.params) return;
    const tally: Tally = {
      leaseId,
      sessionId,
      peerId,
      gamerId: session.gamerId,
      params: session.params,
      gamerFrames: settledFrames,
      helperFrames: undefined,
      settledFrames,
      settlementsSinceEnd: undefined,
    };
    this.#tallies.set(leaseId, tally);
    this.#latest.set(pairOf(tally), tally);
    this.#bySession.set(sessionId, new Set(this.#bySession.get(sessionId)).add(tally));
  }

  /** The gamer received so many more frames from that helper. */
  gamerCounted(sessionId: string, peerId: string, frames: number): void {
    const tally = this.#latest.get(pairOf({ sessionId, peerId }));
    if (tally) tally.gamerFrames = Math.min(Number.MAX_SAFE_INTEGER, tally.gamerFrames + frames);
  }

  /** The helper has upscaled so many frames under that lease since it began; of another's lease it may say nothing. */
  helperCounted(leaseId: string, peerId: string, framesSinceStart: number): void {
    const tally = this.#tallies.get(leaseId);
    if (tally?.peerId === peerId) tally.helperFrames = Math.max(tally.helperFrames ?? 0, framesSinceStart);
  }

  /** The gamer had counted so many more, and the process that was to settle them is gone. */
  countedBefore(leaseId: string, frames: number): void {
    const tally = this.#tallies.get(leaseId);
    if (tally) tally.gamerFrames += frames;
  }

  leaseEnded(leaseId: string): void {
    const tally = this.#tallies.get(leaseId);
    if (tally) tally.settlementsSinceEnd ??= 0;
  }

  sessionEnded(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    session.ended = true;
    for (const tally of this.#ofSession(sessionId)) this.leaseEnded(tally.leaseId);
  }

  /** Sessions that go on but whose gamer cannot pay for what was done. */
  broke(): string[] {
    return [...this.#sessions.values()]
      .filter(({ sessionId, ended }) => !ended && this.#owed(sessionId) > 0)
      .filter(({ sessionId, gamerId }) => {
        const funds = this.balances.of(holdAccount(sessionId)) + this.#spendable(gamerId);
        return funds < this.#owed(sessionId);
      })
      .map(({ sessionId }) => sessionId);
  }

  /** What is not over yet, by name. */
  open(): { readonly leases: string[]; readonly sessions: string[] } {
    const tasks = this.tasks.keys();
    return { leases: [...this.#tallies.keys(), ...tasks], sessions: [...this.#sessions.keys(), ...tasks] };
  }

  /** Takes what is on disk for what is so, after a batch of which nobody knows whether it was recorded. */
  correct(
    balances: Balances,
    settledFrames: ReadonlyMap<string, number>,
    heldEver: ReadonlyMap<string, number>,
  ): void {
    this.balances = balances;
    for (const tally of this.#tallies.values())
      tally.settledFrames = settledFrames.get(tally.leaseId) ?? tally.settledFrames;
    for (const session of this.#sessions.values())
      session.heldEver = heldEver.get(session.sessionId) ?? session.heldEver;
    this.tasks.correct(settledFrames, heldEver);
  }

  plan(nowMs: number): Batch {
    const transfers: Transfer[] = [];
    const settlements: Settlement[] = [];
    const closed: string[] = [];
    const after = new Balances(this.balances.entries());
    const post = (...more: readonly Transfer[]): void => {
      for (const transfer of more) after.apply(transfer);
      transfers.push(...more);
    };
    // First, for these were promised when sessions took what was left.
    const ofTasks = this.tasks.plan(nowMs);
    post(...ofTasks.transfers);
    settlements.push(...ofTasks.settlements);
    for (const session of this.#sessions.values()) {
      post(...this.#topUp(session, after, nowMs));
      for (const tally of this.#ofSession(session.sessionId)) {
        const held = after.of(holdAccount(session.sessionId));
        const settled = settle(tally, this.#terms.prices, held, nowMs);
        if (!settled) continue;
        settlements.push(settled.settlement);
        post(...settled.transfers);
      }
      if (!this.#isOver(session)) continue;
      closed.push(session.sessionId);
      post(...release(session, after, nowMs));
    }
    return { transfers, settlements, closed };
  }

  /** The batch is on disk. */
  committed({ transfers, settlements, closed }: Batch): void {
    for (const transfer of transfers) {
      this.balances.apply(transfer);
      const session =
        transfer.kind === 'hold' ? this.#sessions.get(transfer.credit.slice(HOLD_PREFIX)) : undefined;
      if (session) session.heldEver += transfer.amount;
    }
    for (const { leaseId, framesPaid } of settlements) {
      const tally = this.#tallies.get(leaseId);
      if (tally) tally.settledFrames += framesPaid;
    }
    this.tasks.committed(transfers, settlements);
    for (const tally of [...this.#tallies.values()]) this.#age(tally);
    for (const sessionId of closed) {
      this.#sessions.delete(sessionId);
      this.#bySession.delete(sessionId);
    }
  }

  #age(tally: Tally): void {
    if (tally.settlementsSinceEnd === undefined) return;
    tally.settlementsSinceEnd += 1;
    if (tally.settlementsSinceEnd < SETTLEMENTS_AFTER_END) return;
    this.#tallies.delete(tally.leaseId);
    this.#bySession.get(tally.sessionId)?.delete(tally);
    if (this.#latest.get(pairOf(tally)) === tally) this.#latest.delete(pairOf(tally));
  }

  /** Fills the hold when it does not cover what is owed, or is half empty. */
  #topUp({ sessionId, gamerId, params, heldEver, ended }: SessionAccount, now: Balances, atMs: number) {
    const held = now.of(holdAccount(sessionId));
    const owed = this.#owed(sessionId);
    const ahead = ended || !params ? 0 : this.#wantedHold(params);
    if (held - owed >= ahead / 2) return [];
    const account = gamerAccount(gamerId);
    const limit = this.#terms.requireFunds ? Math.max(0, now.of(account)) : Number.POSITIVE_INFINITY;
    const amount = Math.min(limit, owed + ahead - held);
    if (amount <= 0) return [];
    const key = `hold:${sessionId}:${heldEver}`;
    const hold = { debit: account, credit: holdAccount(sessionId), amount, atMs, reverses: null, reason: '' };
    return [{ key, kind: 'hold' as const, ...hold }];
  }

  #owed(sessionId: string): number {
    const due = (tally: Tally) =>
      (agreedFrames(tally) - tally.settledFrames) * frameCost(tally.params, this.#terms.prices);
    return this.#ofSession(sessionId).reduce((sum, tally) => sum + Math.max(0, due(tally)), 0);
  }

  /** Over: ended, and every lease has had its last settlement with this one. */
  #isOver({ sessionId, ended }: SessionAccount): boolean {
    const last = SETTLEMENTS_AFTER_END - 1;
    return ended && this.#ofSession(sessionId).every((tally) => (tally.settlementsSinceEnd ?? 0) >= last);
  }

  #wantedHold(params: StreamParams): number {
    return Math.ceil(frameCost(params, this.#terms.prices) * params.fps * this.#terms.holdSeconds);
  }

  #spendable(gamerId: string): number {
    return this.#terms.requireFunds
      ? Math.max(0, this.available(gamerAccount(gamerId)))
      : Number.POSITIVE_INFINITY;
  }

  #ofSession(sessionId: string): Tally[] {
    return [...(this.#bySession.get(sessionId) ?? [])];
  }
}

const HOLD_PREFIX = holdAccount('').length;
const GAMER_PREFIX = gamerAccount('');
/** The first pays what was counted at the end, the second what came in late. */
const SETTLEMENTS_AFTER_END = 2;

const pairOf = ({ sessionId, peerId }: { sessionId: string; peerId: string }) => `${sessionId} ${peerId}`;

function release({ sessionId, gamerId, heldEver }: SessionAccount, now: Balances, atMs: number): Transfer[] {
  const account = holdAccount(sessionId);
  const amount = now.of(account);
  if (amount <= 0) return [];
  const back = { debit: account, credit: gamerAccount(gamerId), amount, atMs, reverses: null, reason: '' };
  return [{ key: `release:${sessionId}:${heldEver}`, kind: 'release', ...back }];
}
