/**
 * What a frame costs: by the pixels that come back and the quality asked for.
 * @module
 */
import type { Quality, StreamParams } from '@p2c2g/protocol';

export interface PriceTable {
  /** Micro-credits for a million upscaled pixels, by quality. */
  readonly perMegapixel: Readonly<Record<Quality, number>>;
  /** The coordinator's share of a cost, in hundredths of a percent. */
  readonly feeBasisPoints: number;
}

export interface VersionedPrices extends PriceTable {
  readonly version: number;
}

const MEGAPIXEL = 1_000_000;
const WHOLE_BASIS_POINTS = 10_000;
const SECONDS_PER_HOUR = 3600;

export type Priced = Pick<StreamParams, 'output_width' | 'output_height' | 'quality'>;

/** Micro-credits of one frame, rounded up so that no frame is free unless the price is 0. */
export function frameCost({ output_width, output_height, quality }: Priced, prices: PriceTable): number {
  return Math.ceil((output_width * output_height * prices.perMegapixel[quality]) / MEGAPIXEL);
}

/** Splits a cost; the two parts together are always the whole. */
export function split(cost: number, { feeBasisPoints }: PriceTable): { share: number; fee: number } {
  const fee = Math.floor((cost * feeBasisPoints) / WHOLE_BASIS_POINTS);
  return { share: cost - fee, fee };
}

export interface Estimate {
  readonly price_version: number;
  readonly frames: number;
  readonly frame_cost_micro: number;
  readonly cost_micro: number;
  readonly helper_share_micro: number;
  readonly coordinator_fee_micro: number;
}

/** What so many hours at that rate cost if a helper upscales every frame. */
export function estimate(
  params: Priced & Pick<StreamParams, 'fps'>,
  hours: number,
  prices: VersionedPrices,
): Estimate {
  const frames = Math.round(params.fps * SECONDS_PER_HOUR * hours);
  const perFrame = frameCost(params, prices);
  const { share, fee } = split(frames * perFrame, prices);
  return {
    price_version: prices.version,
    frames,
    frame_cost_micro: perFrame,
    cost_micro: share + fee,
    helper_share_micro: share,
    coordinator_fee_micro: fee,
  };
}
