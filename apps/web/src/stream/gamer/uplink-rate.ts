/**
 * What the lines of all links carry, turned into orders for the one encoder that feeds them.
 * @module
 */
import { broadcastRateBps, QualityLadder, type StreamQuality } from '@p2c2g/transport';

/** With a data saver switched on, all copies of the stream together. */
const SAVER_BPS = 1_500_000;
/** Encoders take a while to follow; smaller changes than this are not worth it. */
const WORTH_A_CHANGE = 0.05;
/** The least that an encoder is asked for. */
const LEAST_BPS = 80_000;

export interface UplinkRateLink {
  /** Bits a second that this link's line carries of the stream. */
  readonly payloadBps: number;
  readonly active: boolean;
}

/** Whether the person has asked the browser to save data; not every browser can be asked. */
export function dataSaver(): boolean {
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

export class UplinkRate {
  readonly #ladder: QualityLadder;
  readonly #capBps: number;
  #quality: StreamQuality;

  /** @param goodBps the rate at which the whole stream looks good */
  constructor(goodBps: number, saver: boolean) {
    this.#ladder = new QualityLadder(goodBps);
    this.#capBps = saver ? SAVER_BPS : Number.POSITIVE_INFINITY;
    this.#quality = { bitrateBps: goodBps, frameDivisor: 1, inputScale: 1 };
  }

  get quality(): StreamQuality {
    return this.#quality;
  }

  /** @returns the new quality when it changed enough to tell the encoder */
  update(links: readonly UplinkRateLink[], nowMs: number): StreamQuality | undefined {
    if (links.length === 0) return undefined;
    const lines = links.map(({ payloadBps, active }) => ({ targetBps: payloadBps, active }));
    const next = this.#ladder.update(broadcastRateBps(lines, this.#capBps), nowMs);
    const bitrateBps = Math.round(Math.max(LEAST_BPS, next.bitrateBps));
    const was = this.#quality;
    const moved = Math.abs(bitrateBps - was.bitrateBps) > WORTH_A_CHANGE * was.bitrateBps;
    const stepped = next.frameDivisor !== was.frameDivisor || next.inputScale !== was.inputScale;
    if (!moved && !stepped) return undefined;
    this.#quality = { ...next, bitrateBps };
    return this.#quality;
  }
}
