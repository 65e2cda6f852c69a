/** One ping and its answer, in ms. */
export interface PongSample {
  /** On our clock. */
  readonly sentMs: number;
  /** On the other's clock when it answered; without it only the round trip is learnt. */
  readonly remoteMs?: number;
  /** On our clock. */
  readonly receivedMs: number;
}

interface Sample {
  readonly rttMs: number;
  readonly offsetMs: number | undefined;
}

/** Samples kept. At two pings a second this is 16 s: clocks drift under 1 ms in that time (50 ppm), routes rarely change. */
const WINDOW = 32;

/** Gains of RFC 6298, section 2: smoothed round trip 1/8, its mean deviation 1/4. */
const RTT_GAIN = 1 / 8;
const JITTER_GAIN = 1 / 4;

/**
 * Estimates round trip, jitter and the other clock's offset. The offset is taken from the sample with the least round trip, which
 * waited least in queues (the clock filter of NTP, RFC 5905, section 10). Its error is at most half that round trip.
 */
export class ClockSync {
  readonly #samples: Sample[] = [];
  #next = 0;
  #rttMs: number | undefined;
  #jitterMs = 0;

  /** Takes a sample. One with a negative round trip (a forged or confused answer) is ignored. */
  onPong({ sentMs, remoteMs, receivedMs }: PongSample): void {
    const rttMs = receivedMs - sentMs;
    if (!(rttMs >= 0)) return;
    const offsetMs = remoteMs === undefined ? undefined : remoteMs - (sentMs + rttMs / 2);
    this.#samples[this.#next] = { rttMs, offsetMs };
    this.#next = (this.#next + 1) % WINDOW;
    this.#smooth(rttMs);
  }

  /** Smoothed round trip, `undefined` before the first answer. */
  get rttMs(): number | undefined {
    return this.#rttMs;
  }

  /** Mean deviation of the round trip. */
  get jitterMs(): number {
    return this.#jitterMs;
  }

  get minRttMs(): number | undefined {
    return this.#best()?.rttMs;
  }

  /** Other clock minus ours. */
  get offsetMs(): number | undefined {
    return this.#best()?.offsetMs;
  }

  #smooth(rttMs: number): void {
    if (this.#rttMs === undefined) {
      this.#rttMs = rttMs;
      this.#jitterMs = rttMs / 2;
      return;
    }
    const errorMs = rttMs - this.#rttMs;
    this.#rttMs += RTT_GAIN * errorMs;
    this.#jitterMs += JITTER_GAIN * (Math.abs(errorMs) - this.#jitterMs);
  }

  #best(): Sample | undefined {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (best && sample.rttMs < best.rttMs) best = sample;
    return best;
  }
}
