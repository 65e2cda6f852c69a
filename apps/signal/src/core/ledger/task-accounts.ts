/**
 * What tasks cost: a task is one frame, set aside when it is handed in, paid to whoever did it, given back when nobody
 * could. What begins and ends between two settlements is recorded at the second.
 *
 * ```
 *  started ──settlement──► held ──done────► hold ──share──► helper
 *     │                     │                    └──fee───► coordinator
 *     └──failed──► (nothing) └─failed────► release ──► gamer
 * ```
 * @module
 */
import { frameCost, type Priced, type VersionedPrices } from './price.ts';
import { type Settlement, settle } from './settle.ts';
import { gamerAccount, holdAccount, type Transfer } from './transfer.ts';

interface TaskAccount {
  /** Of this attempt to have it done, never of another: the requester's own ids may come again. */
  readonly key: string;
  readonly gamerId: string;
  readonly params: Priced;
  /** Those in force when it was handed in. */
  readonly prices: VersionedPrices;
  readonly cost: number;
  /** Whether what it costs stands in the ledger as set aside. */
  held: boolean;
  outcome: { readonly kind: 'open' | 'failed' } | { readonly kind: 'done'; readonly peerId: string };
}

/** What is to be known of a task that was done, to pay for it after a crash. */
export interface TaskReceipt {
  readonly key: string;
  readonly gamerId: string;
  readonly peerId: string;
  readonly params: Priced;
  readonly priceVersion: number;
  readonly atMs: number;
}

const OPEN = Object.freeze({ kind: 'open' });
const FAILED = Object.freeze({ kind: 'failed' });

export class TaskAccounts {
  readonly #prices: VersionedPrices;
  readonly #accounts = new Map<string, TaskAccount>();
  /** Micro-credits by gamer that are promised to tasks and not set aside in the ledger yet. */
  readonly #promised = new Map<string, number>();

  constructor(prices: VersionedPrices) {
    this.#prices = prices;
  }

  keys(): string[] {
    return [...this.#accounts.keys()];
  }

  promised(gamerId: string): number {
    return this.#promised.get(gamerId) ?? 0;
  }

  started(key: string, gamerId: string, params: Priced): void {
    this.#open({ key, gamerId, params }, this.#prices);
  }

  /**
   * Takes up a task that was done before this process began.
   * @param prices of the receipt's version
   * @param held whether what it costs stands in the ledger as set aside
   */
  resumed(receipt: TaskReceipt, prices: VersionedPrices, held: boolean): void {
    const account = this.#open(receipt, prices);
    if (held) this.#held(account);
    this.done(receipt.key, receipt.peerId);
  }

  /** @returns undefined for a task that is not open */
  receipt(key: string, peerId: string, atMs: number): TaskReceipt | undefined {
    const account = this.#accounts.get(key);
    if (account?.outcome.kind !== 'open') return undefined;
    const { gamerId, params, prices } = account;
    const { output_width, output_height, quality } = params;
    const priced = { output_width, output_height, quality };
    return { key, gamerId, peerId, params: priced, priceVersion: prices.version, atMs };
  }

  done(key: string, peerId: string): void {
    const account = this.#accounts.get(key);
    if (account?.outcome.kind === 'open') account.outcome = { kind: 'done', peerId };
  }

  failed(key: string): void {
    const account = this.#accounts.get(key);
    if (account?.outcome.kind !== 'open') return;
    account.outcome = FAILED;
    if (!account.held) this.#promise(account.gamerId, -account.cost);
  }

  plan(nowMs: number): { transfers: Transfer[]; settlements: Settlement[] } {
    const transfers: Transfer[] = [];
    const settlements: Settlement[] = [];
    for (const account of this.#accounts.values()) {
      if (!account.held && account.outcome.kind !== 'failed') transfers.push(hold(account, nowMs));
      if (account.held && account.outcome.kind === 'failed') transfers.push(release(account, nowMs));
      if (account.outcome.kind !== 'done') continue;
      const paid = settle(tallyOf(account, account.outcome.peerId), account.prices, account.cost, nowMs)!;
      settlements.push(paid.settlement);
      transfers.push(...paid.transfers);
    }
    return { transfers: transfers.filter(({ amount }) => amount > 0), settlements };
  }

  /** The batch is on disk. It may have ended otherwise than was planned: then the next one makes it good. */
  committed(transfers: readonly Transfer[], settlements: readonly Settlement[]): void {
    for (const { kind, debit, credit } of transfers) {
      if (kind === 'hold') this.#held(this.#accounts.get(keyOf(credit)));
      if (kind === 'release') this.#accounts.delete(keyOf(debit));
    }
    for (const { leaseId } of settlements) this.#accounts.delete(leaseId);
    for (const { key, held, outcome } of this.#accounts.values())
      if (outcome.kind === 'failed' && !held) this.#accounts.delete(key);
  }

  /** Takes what is on disk for what is so, after a batch of which nobody knows whether it was recorded. */
  correct(settledFrames: ReadonlyMap<string, number>, heldEver: ReadonlyMap<string, number>): void {
    for (const account of this.#accounts.values()) {
      if ((heldEver.get(account.key) ?? 0) > 0) this.#held(account);
      if ((settledFrames.get(account.key) ?? 0) > 0) this.#accounts.delete(account.key);
    }
  }

  #open({ key, gamerId, params }: Pick<TaskAccount, 'key' | 'gamerId' | 'params'>, prices: VersionedPrices) {
    const cost = frameCost(params, prices);
    const account: TaskAccount = { key, gamerId, params, prices, cost, held: false, outcome: OPEN };
    this.#accounts.set(key, account);
    this.#promise(gamerId, cost);
    return account;
  }

  #held(account: TaskAccount | undefined): void {
    if (!account || account.held) return;
    account.held = true;
    if (account.outcome.kind !== 'failed') this.#promise(account.gamerId, -account.cost);
  }

  #promise(gamerId: string, more: number): void {
    const promised = this.promised(gamerId) + more;
    if (promised > 0) this.#promised.set(gamerId, promised);
    else this.#promised.delete(gamerId);
  }
}

const keyOf = (account: string): string => account.slice(holdAccount('').length);

/** Both ends say the same: there was one frame. */
const tallyOf = ({ key, gamerId, params }: TaskAccount, peerId: string) => ({
  leaseId: key,
  sessionId: key,
  peerId,
  gamerId,
  params: { ...params, fps: 1 },
  gamerFrames: 1,
  helperFrames: 1,
  settledFrames: 0,
  settlementsSinceEnd: undefined,
});

const moved = (amount: number, atMs: number) => ({ amount, atMs, reverses: null, reason: '' });

const hold = ({ key, gamerId, cost }: TaskAccount, atMs: number): Transfer => ({
  ...moved(cost, atMs),
  key: `hold:${key}:0`,
  kind: 'hold',
  debit: gamerAccount(gamerId),
  credit: holdAccount(key),
});

const release = ({ key, gamerId, cost }: TaskAccount, atMs: number): Transfer => ({
  ...moved(cost, atMs),
  key: `release:${key}:${cost}`,
  kind: 'release',
  debit: holdAccount(key),
  credit: gamerAccount(gamerId),
});
