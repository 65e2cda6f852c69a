/**
 * Brings the encoder to what the links' lines carry.
 * @module
 */
import type { GamerLinks } from './links.ts';
import type { Uplink } from './uplink.ts';
import { dataSaver, UplinkRate } from './uplink-rate.ts';

export interface LineFollowerOptions {
  /** The rate at which the whole stream looks good. */
  readonly goodBps: number;
  /** ... and that of the results. */
  readonly goodResultBps: number;
  readonly links: Pick<GamerLinks, 'running'>;
  readonly uplink: Pick<Uplink, 'setQuality'>;
}

export class LineFollower {
  readonly #options: LineFollowerOptions;
  readonly #rate: UplinkRate;
  #resultShare = 1;

  constructor(options: LineFollowerOptions) {
    this.#options = options;
    this.#rate = new UplinkRate(options.goodBps, dataSaver());
  }

  /** Of the captured frames, one in so many is sent. */
  get frameDivisor(): number {
    return this.#rate.quality.frameDivisor;
  }

  /** Bits a frame, of those that it has on a good line; of the way there or back, whichever has fewer. */
  get codedShare(): number {
    const { bitrateBps, frameDivisor } = this.#rate.quality;
    return Math.min(1, (bitrateBps * frameDivisor) / this.#options.goodBps, this.#resultShare);
  }

  /** @param activeLinkId the link whose helper does the work: its line counts most */
  follow(activeLinkId: string | undefined, nowMs: number): void {
    const { links, uplink, goodResultBps } = this.#options;
    const lines = links.running.map(({ line, assign }) => ({
      payloadBps: line.payloadBps,
      active: assign.lease_id === activeLinkId,
    }));
    const quality = this.#rate.update(lines, nowMs);
    if (quality) uplink.setQuality(quality);
    const active = links.running.find(({ assign }) => assign.lease_id === activeLinkId);
    this.#resultShare = (active?.resultBps ?? goodResultBps) / goodResultBps;
  }
}
