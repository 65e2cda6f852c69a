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
  readonly links: Pick<GamerLinks, 'running'>;
  readonly uplink: Pick<Uplink, 'setQuality'>;
}

export class LineFollower {
  readonly #options: LineFollowerOptions;
  readonly #rate: UplinkRate;

  constructor(options: LineFollowerOptions) {
    this.#options = options;
    this.#rate = new UplinkRate(options.goodBps, dataSaver());
  }

  /** Of the captured frames, one in so many is sent. */
  get frameDivisor(): number {
    return this.#rate.quality.frameDivisor;
  }

  /** @param activeLinkId the link whose helper does the work: its line counts most */
  follow(activeLinkId: string | undefined, nowMs: number): void {
    const { links, uplink } = this.#options;
    const lines = links.running.map(({ line, assign }) => ({
      payloadBps: line.payloadBps,
      active: assign.lease_id === activeLinkId,
    }));
    const quality = this.#rate.update(lines, nowMs);
    if (quality) uplink.setQuality(quality);
  }
}
