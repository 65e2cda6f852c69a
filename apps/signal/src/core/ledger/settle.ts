/**
 * One settlement of one lease: the frames that both ends agree on and that were not paid yet.
 * @module
 */
import { frameCost, split, type VersionedPrices } from './price.ts';
import { agreedFrames, isDisputed, type Tally } from './tally.ts';
import { FEE_ACCOUNT, helperAccount, holdAccount, type Transfer } from './transfer.ts';

/** The counts that justify a payment. */
export interface Settlement {
  /** Lease and count that it starts from: a retry of the same settlement has the same key. */
  readonly key: string;
  readonly leaseId: string;
  readonly sessionId: string;
  readonly peerId: string;
  readonly gamerId: string;
  /** Both ends' counts since the start of the lease; null when the helper reports none. */
  readonly framesGamer: number;
  readonly framesHelper: number | null;
  /** What was paid before, and now. */
  readonly framesFrom: number;
  readonly framesPaid: number;
  readonly priceVersion: number;
  readonly cost: number;
  readonly fee: number;
  readonly disputed: boolean;
  readonly atMs: number;
}

export interface Settled {
  readonly settlement: Settlement;
  readonly transfers: readonly Transfer[];
}

/**
 * @param funds micro-credits that may be spent; frames beyond it are left for later
 * @returns undefined when there is nothing to pay
 */
export function settle(
  tally: Tally,
  prices: VersionedPrices,
  funds: number,
  atMs: number,
): Settled | undefined {
  const perFrame = frameCost(tally.params, prices);
  const due = agreedFrames(tally) - tally.settledFrames;
  const frames = perFrame === 0 ? due : Math.min(due, Math.floor(funds / perFrame));
  if (frames <= 0) return undefined;
  const cost = frames * perFrame;
  const { share, fee } = split(cost, prices);
  const key = `${tally.leaseId}:${tally.settledFrames}`;
  const settlement: Settlement = {
    key,
    leaseId: tally.leaseId,
    sessionId: tally.sessionId,
    peerId: tally.peerId,
    gamerId: tally.gamerId,
    framesGamer: tally.gamerFrames,
    framesHelper: tally.helperFrames ?? null,
    framesFrom: tally.settledFrames,
    framesPaid: frames,
    priceVersion: prices.version,
    cost,
    fee,
    disputed: isDisputed(tally),
    atMs,
  };
  const from = { debit: holdAccount(tally.sessionId), atMs, reverses: null, reason: '' };
  const transfers: Transfer[] = [
    { ...from, key: `share:${key}`, kind: 'share', credit: helperAccount(tally.peerId), amount: share },
    { ...from, key: `fee:${key}`, kind: 'fee', credit: FEE_ACCOUNT, amount: fee },
  ];
  return { settlement, transfers: transfers.filter(({ amount }) => amount > 0) };
}
