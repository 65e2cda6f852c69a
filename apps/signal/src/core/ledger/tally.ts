/**
 * What the two ends of a lease say was done, counted from its start. Both counts only grow, so a second that one end
 * reports later than the other is made good by the next settlement.
 * @module
 */
import type { StreamParams } from '@p2c2g/protocol';
import type { Priced } from './price.ts';

export interface Tally {
  readonly leaseId: string;
  readonly sessionId: string;
  readonly peerId: string;
  readonly gamerId: string;
  readonly params: Priced & Pick<StreamParams, 'fps'>;
  gamerFrames: number;
  /** Undefined while the helper has reported none: then the payer's word stands alone. */
  helperFrames: number | undefined;
  settledFrames: number;
  /** Settlements since its end: the last word of either end may come after it. */
  settlementsSinceEnd: number | undefined;
}

/** Frames that count: the lower of the two, so that nobody gains by claiming more. */
export const agreedFrames = ({ gamerFrames, helperFrames }: Tally): number =>
  Math.min(gamerFrames, helperFrames ?? gamerFrames);

/** The two report once a second and not at the same instant, and a few results arrive too late to count. */
const TOLERATED_SECONDS = 2;
const TOLERATED_SHARE = 0.05;

/** Whether the ends differ by more than their reports' timing and lost results explain. */
export function isDisputed({ gamerFrames, helperFrames, params }: Tally): boolean {
  if (helperFrames === undefined) return false;
  const larger = Math.max(gamerFrames, helperFrames);
  return Math.abs(gamerFrames - helperFrames) > TOLERATED_SECONDS * params.fps + TOLERATED_SHARE * larger;
}
