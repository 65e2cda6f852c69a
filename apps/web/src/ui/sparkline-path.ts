/**
 * The geometry of a small chart: values over time to an SVG path.
 *
 * Pure, so that gaps and scales are tested without a browser. A `null` breaks the line: a second without frames is not
 * a second at zero.
 */

export interface ChartBox {
  width: number;
  height: number;
  /** Samples the full width stands for; fewer values hug the right edge, where "now" is. */
  capacity: number;
}

/** A scale's top a little above the largest value, on a round number, so that the chart does not twitch. */
export function niceTop(values: readonly (number | null)[], atLeast: number): number {
  const largest = values.reduce<number>((top, v) => (v !== null && v > top ? v : top), atLeast);
  const step = 10 ** Math.floor(Math.log10(largest));
  const round = [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((n) => n * step >= largest);
  return (round ?? 10) * step;
}

/** `M` and `L` commands in the box's units; y grows downward, 0 at the bottom edge. */
export function linePath(values: readonly (number | null)[], top: number, box: ChartBox): string {
  const step = box.width / Math.max(1, box.capacity - 1);
  const shown = values.slice(-box.capacity);
  const left = box.width - (shown.length - 1) * step;
  let path = '';
  let pen = 'M';
  shown.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = left + index * step;
    const y = box.height * (1 - Math.min(1, Math.max(0, value / top)));
    path += `${pen}${round1(x)} ${round1(y)}`;
    pen = 'L';
  });
  return path;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
