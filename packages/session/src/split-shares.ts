import type { Band } from '@p2c2g/transport';

/** A band begins where a row of the video encoder's blocks does, so that none is coded twice. */
export const BAND_STEP_ROWS = 16;

/** A lower band costs its helper more in halo and fixed work than it saves the others. */
export const BAND_LEAST_ROWS = 48;

/** What a band costs beside its share of a picture: an order, a packet or two, a decoder more at the gamer. */
export const BAND_OVERHEAD_MS = 1.5;

/** A helper that may take part in a picture, by what was measured of it for whole pictures. */
export interface Sharer {
  readonly linkId: string;
  readonly netMs: number;
  readonly serviceMs: number;
}

/** Who makes which rows of a picture. */
export interface SharedBand extends Band {
  readonly linkId: string;
}

/**
 * Rows for each helper such that all are expected to finish at the same time: shares by measured speed, less what the way there takes.
 * Bands come in the order of the helpers, cover the picture, do not overlap, start at multiples of 16 rows and have 48 rows at least.
 * Helpers too slow or too far to help get none.
 *
 * @returns nothing when fewer than two have a part
 */
export function shareRows(sharers: readonly Sharer[], rows: number): SharedBand[] {
  let taking = [...sharers];
  while (taking.length >= 2) {
    const shares = evenFinish(taking);
    const heights = wholeSteps(shares, rows);
    const least = Math.min(...heights);
    if (least >= BAND_LEAST_ROWS) return bandsOf(taking, heights);
    const out = heights.indexOf(least);
    taking = taking.filter((_, i) => i !== out);
  }
  return [];
}

/** When a helper is expected to have its band done, in ms from the order. */
export function bandTimeMs({ netMs, serviceMs }: Sharer, share: number): number {
  return netMs + BAND_OVERHEAD_MS + serviceMs * share;
}

/**
 * Shares that sum to 1, with `net + service * share` the same for all that have any: water filled into vessels of different floors.
 * A helper whose way alone takes longer than the others need has share 0.
 */
function evenFinish(sharers: readonly Sharer[]): number[] {
  const byDistance = sharers.toSorted((a, b) => a.netMs - b.netMs);
  let speed = 0;
  let floor = 0;
  let finishMs = 0;
  for (const { netMs, serviceMs } of byDistance) {
    if (speed > 0 && netMs >= finishMs) break;
    speed += 1 / serviceMs;
    floor += netMs / serviceMs;
    finishMs = (1 + floor) / speed;
  }
  return sharers.map(({ netMs, serviceMs }) => Math.max(0, finishMs - netMs) / serviceMs);
}

/** Borders between bands at the nearest step; the last band ends with the picture. */
function wholeSteps(shares: readonly number[], rows: number): number[] {
  let sum = 0;
  let from = 0;
  return shares.map((share, i) => {
    sum += share;
    const last = i === shares.length - 1;
    const to = last ? rows : Math.min(rows, BAND_STEP_ROWS * Math.round((sum * rows) / BAND_STEP_ROWS));
    const height = Math.max(0, to - from);
    from = Math.max(from, to);
    return height;
  });
}

function bandsOf(sharers: readonly Sharer[], heights: readonly number[]): SharedBand[] {
  let y = 0;
  return sharers.map(({ linkId }, i) => {
    const band = { linkId, y, height: heights[i]! };
    y += band.height;
    return band;
  });
}
