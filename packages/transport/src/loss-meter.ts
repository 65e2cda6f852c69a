/** Fading: what is older than so many packets counts less than half. Four seconds of a 360p stream. */
const HALF_LIFE_PACKETS = 1_000;
/** What is taken for granted before anything is known; it fades as packets do. */
export interface LossPrior {
  readonly packets: number;
  readonly lost: number;
  readonly runs: number;
}

/** One packet lost in 400: enough to ask for a packet of parity. */
const SLIGHT_LOSS: LossPrior = { packets: 400, lost: 1, runs: 1 };
/** For those who act on loss that was seen, and on nothing else. */
export const NO_LOSS: LossPrior = { packets: 400, lost: 0, runs: 0 };

export interface LossEstimate {
  /** Share of packets lost, 0..1. */
  readonly rate: number;
  /** Packets lost in a row, on average; at least 1. */
  readonly burstPackets: number;
}

/**
 * Estimates random and burst loss from frames whose fate is known. A burst is a run of lost packets within a frame, which left one right
 * after another.
 */
export class LossMeter {
  #packets: number;
  #lost: number;
  #runs: number;

  constructor(prior = SLIGHT_LOSS) {
    this.#packets = prior.packets;
    this.#lost = prior.lost;
    this.#runs = prior.runs;
  }

  /** One frame, packet by packet in order of sending: `true` for one that came. */
  frame(came: readonly boolean[]): void {
    const keep = 0.5 ** (came.length / HALF_LIFE_PACKETS);
    this.#packets *= keep;
    this.#lost *= keep;
    this.#runs *= keep;
    came.forEach((each, i) => {
      this.#packets += 1;
      if (each) return;
      this.#lost += 1;
      if (i === 0 || came[i - 1]) this.#runs += 1;
    });
  }

  estimate(): LossEstimate {
    const burstPackets = this.#runs > 0 ? this.#lost / this.#runs : 1;
    return { rate: Math.min(0.9, this.#lost / this.#packets), burstPackets: Math.max(1, burstPackets) };
  }
}
