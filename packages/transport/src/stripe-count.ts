import { MAX_STRIPES } from './striped-channel.ts';

export interface StripeSigns {
  /** Share of packets lost. */
  readonly lossRate: number;
  /** Bits a second that are to go through. */
  readonly rateBps: number;
  readonly rttMs: number;
  /** How long what waits unsent in the channels would take at that rate. */
  readonly waitingMs: number;
}

/**
 * What one connection carries at a given loss, from the model of Mathis et al. ("The macroscopic behavior of the TCP congestion avoidance
 * algorithm", 1997): `1.22 * packet / (rtt * sqrt(loss))`. SCTP's congestion control is TCP's (RFC 9260, section 7).
 */
const MATHIS = 1.22;
const PACKET_BITS = 1_200 * 8;
/** The model is an average; frames come in bursts, and on time is asked of nearly all of them. */
const HEADROOM = 8;
/** Less loss than this is not told from none. */
const LEAST_LOSS = 0.0005;
/** A frame that finds so much unsent is late by it. What holds it back is a congestion window as long as packets are lost as well. */
const HELD_MS = 15;
/** What one more connection does for that is seen after a few frames. */
const ONE_MORE_EVERY_MS = 500;
/** Connections that are no longer needed are kept for a while: loss comes and goes, and opening one takes a few round trips. */
const SHRINK_AFTER_MS = 10_000;

/** Connections that a link needs so that its congestion windows do not hold frames back; 1 on a line that loses nothing. */
export function stripesNeeded({ lossRate, rateBps, rttMs }: Omit<StripeSigns, 'waitingMs'>): number {
  if (lossRate < LEAST_LOSS) return 1;
  const oneCarriesBps = (MATHIS * PACKET_BITS * 1000) / (Math.max(1, rttMs) * Math.sqrt(lossRate));
  return Math.max(2, Math.min(MAX_STRIPES, Math.ceil((HEADROOM * rateBps) / oneCarriesBps)));
}

/** Grows at once, shrinks after a while. */
export class StripeCount {
  #count = 1;
  #grownAtMs = Number.NEGATIVE_INFINITY;
  #enoughSinceMs: number | undefined;

  update(signs: StripeSigns, nowMs: number): number {
    const needed = Math.max(stripesNeeded(signs), this.#oneMoreIfHeld(signs, nowMs));
    if (needed > this.#count) this.#grownAtMs = nowMs;
    if (needed >= this.#count) {
      this.#count = needed;
      this.#enoughSinceMs = undefined;
    } else if (this.#enoughSinceMs === undefined) this.#enoughSinceMs = nowMs;
    else if (nowMs - this.#enoughSinceMs > SHRINK_AFTER_MS) {
      this.#count -= 1;
      this.#enoughSinceMs = nowMs;
    }
    return this.#count;
  }

  /** The model may think too well of a line. */
  #oneMoreIfHeld({ lossRate, waitingMs }: StripeSigns, nowMs: number): number {
    if (lossRate < LEAST_LOSS || waitingMs < HELD_MS) return 1;
    const more = nowMs - this.#grownAtMs < ONE_MORE_EVERY_MS ? 0 : 1;
    return Math.min(MAX_STRIPES, this.#count + more);
  }
}
