import type { Transfer } from './transfer.ts';

/** What every account holds, in micro-credits. Accounts that hold nothing are not kept. */
export class Balances {
  readonly #held = new Map<string, number>();

  constructor(held: Iterable<readonly [string, number]> = []) {
    for (const [account, amount] of held) this.#add(account, amount);
  }

  of(account: string): number {
    return this.#held.get(account) ?? 0;
  }

  entries(): [string, number][] {
    return [...this.#held];
  }

  /** Always 0. */
  total(): number {
    return this.entries().reduce((sum, [, amount]) => sum + amount, 0);
  }

  apply({ debit, credit, amount }: Transfer): void {
    this.#add(debit, -amount);
    this.#add(credit, amount);
  }

  #add(account: string, amount: number): void {
    const held = this.of(account) + amount;
    if (!Number.isSafeInteger(held)) throw new RangeError(`${account} would hold ${held}`);
    if (held === 0) this.#held.delete(account);
    else this.#held.set(account, held);
  }
}
