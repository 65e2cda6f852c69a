/** Fencing numbers: each joining of the same pair gets one more than the last. u16 on the wire, so they wrap, to 1. */
export class Epochs {
  readonly #last = new Map<string, number>();

  next(gamerId: string, peerId: string): number {
    const key = pairKey(gamerId, peerId);
    const epoch = ((this.#last.get(key) ?? 0) % 0xffff) + 1;
    this.#last.delete(key);
    this.#last.set(key, epoch);
    this.#forgetOldest();
    return epoch;
  }

  /** From a record of an earlier process. */
  seen(gamerId: string, peerId: string, epoch: number): void {
    const key = pairKey(gamerId, peerId);
    this.#last.set(key, Math.max(epoch, this.#last.get(key) ?? 0));
  }

  /** Pairs that met long ago have no packet left in flight; this bounds memory under churn. */
  #forgetOldest(): void {
    if (this.#last.size <= REMEMBERED_PAIRS) return;
    const oldest = this.#last.keys().next();
    if (!oldest.done) this.#last.delete(oldest.value);
  }
}
const REMEMBERED_PAIRS = 100_000;
const pairKey = (gamerId: string, peerId: string): string => `${gamerId}\n${peerId}`;
