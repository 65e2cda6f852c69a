import { MAX_STRIPES } from './striped-channel.ts';

export interface StripeSigns {
  /** Share of packets lost. */
  readonly lossRate: number;
  /** Bits a second that are to go through. */
  readonly rateBps: number;
  readonly rttMs: number;
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
/** Connections that are no longer needed are kept for a while: loss comes and goes, and opening one takes a few round trips. */
const SHRINK_AFTER_MS = 10_000;

/** Connections that a link needs so that its congestion windows do not hold frames back; 1 on a line that loses nothing. */
export function stripesNeeded({ lossRate, rateBps, rttMs }: StripeSigns): number {
  if (lossRate < LEAST_LOSS) return 1;
  const oneCarriesBps = (MATHIS * PACKET_BITS * 1000) / (Math.max(1, rttMs) * Math.sqrt(lossRate));
  return Math.max(2, Math.min(MAX_STRIPES, Math.ceil((HEADROOM * rateBps) / oneCarriesBps)));
}

/** Grows at once, shrinks after a while. */
export class StripeCount {
  #count = 1;
  #enoughSinceMs: number | undefined;

  update(signs: StripeSigns, nowMs: number): number {
    const needed = stripesNeeded(signs);
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
}
