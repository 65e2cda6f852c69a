/** Fading: what is older than so many packets counts less than half. Four seconds of a 360p stream. */
const HALF_LIFE_PACKETS = 1_000;
/** Before anything is known: one packet lost in 400, enough to ask for a packet of parity. It fades as packets do. */
const PRIOR = { packets: 400, lost: 1, runs: 1 };

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
  #packets = PRIOR.packets;
  #lost = PRIOR.lost;
  #runs = PRIOR.runs;

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
