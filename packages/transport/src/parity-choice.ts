import { MAX_FEC_SHARDS } from './fec.ts';
import type { LossEstimate } from './loss-meter.ts';

export interface ParityGoal {
  /** Share of frames that may still be lost. One in 500: at 60 fps one frame in eight seconds. */
  readonly frameLoss?: number;
  /** Parity for each shard, at most. */
  readonly maxShare?: number;
}

/** A small frame may double: two packets instead of one cost little. A large one takes no more than half again. */
const MAX_SHARE = 0.5;
const ALWAYS_ALLOWED = 2;

/**
 * How many parity packets a frame of `dataCount` shards needs so that it arrives but for `frameLoss` of all cases.
 *
 * @returns 0 and up; what the limits allow when the goal is out of reach
 */
export function parityFor(dataCount: number, loss: LossEstimate, goal: ParityGoal = {}): number {
  const { frameLoss = 1 / 500, maxShare = MAX_SHARE } = goal;
  const most = Math.max(ALWAYS_ALLOWED, Math.ceil(dataCount * maxShare));
  const limit = Math.max(0, Math.min(most, MAX_FEC_SHARDS - dataCount));
  for (let parity = 0; parity < limit; parity++) {
    if (frameLossWith(dataCount + parity, parity, loss) <= frameLoss) return parity;
  }
  return limit;
}

/**
 * The chance that more than `parity` of `packets` are lost on a channel with Gilbert's two states: walks the packets and keeps the
 * probability of each count of losses, in each state.
 */
export function frameLossWith(packets: number, parity: number, { rate, burstPackets }: LossEstimate): number {
  const leave = 1 / burstPackets;
  const enter = Math.min(1, (rate * leave) / (1 - rate));
  let good = new Float64Array(parity + 1);
  let bad = new Float64Array(parity + 1);
  good[0] = 1 - rate;
  // The first packet may already be in a burst; it is counted lost right here.
  if (parity > 0) bad[1] = rate;
  for (let i = 1; i < packets; i++) {
    const nextGood = new Float64Array(parity + 1);
    const nextBad = new Float64Array(parity + 1);
    for (let lost = 0; lost <= parity; lost++) {
      nextGood[lost] = good[lost]! * (1 - enter) + bad[lost]! * leave;
      if (lost > 0) nextBad[lost] = good[lost - 1]! * enter + bad[lost - 1]! * (1 - leave);
    }
    good = nextGood;
    bad = nextBad;
  }
  let repaired = 0;
  for (let lost = 0; lost <= parity; lost++) repaired += good[lost]! + bad[lost]!;
  return Math.max(0, 1 - repaired);
}
