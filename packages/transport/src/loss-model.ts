import type { Random } from './random.ts';

export interface LossConditions {
  /** Share of packets lost one by one, 0..1. */
  readonly lossRate?: number;
  /** Gilbert's model: every packet in a burst is lost. `enterRate` per packet; a burst lasts `meanPackets`. */
  readonly burst?: { readonly enterRate: number; readonly meanPackets: number };
}

/**
 * Bursts that lose a wanted share of all packets: of a two-state chain the stationary share of the bad state is
 * `enter / (enter + leave)`, with `leave = 1 / meanPackets` (Gilbert, "Capacity of a burst-noise channel", 1960).
 *
 * @param share 0..1, less than 1
 */
export function burstsOf(share: number, meanPackets: number): NonNullable<LossConditions['burst']> {
  return { enterRate: share / (meanPackets * (1 - share)), meanPackets };
}

/** Decides packet by packet which ones are lost. */
export class LossModel {
  conditions: LossConditions;
  readonly #random: Random;
  #inBurst = false;

  constructor(conditions: LossConditions, random: Random) {
    this.conditions = conditions;
    this.#random = random;
  }

  /** Asks about the next packet. */
  loses(): boolean {
    const { lossRate = 0, burst } = this.conditions;
    if (!burst) this.#inBurst = false;
    else if (this.#random() < (this.#inBurst ? 1 / burst.meanPackets : burst.enterRate))
      this.#inBurst = !this.#inBurst;
    return this.#inBurst || this.#random() < lossRate;
  }
}
