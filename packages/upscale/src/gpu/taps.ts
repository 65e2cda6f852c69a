/**
 * Resampling tables for the GPU: the very numbers that the CPU's resampler works with, so that both round alike.
 *
 * @module
 */
import { type Kernel, ONE_BITS, planTaps } from '../taps.ts';

export interface AxisTaps {
  /** Weights an output has. */
  readonly count: number;
  /** `[first sample, weight * count]` for each output; weights sum to 1 << 14. */
  readonly table: Int32Array<ArrayBuffer>;
  /** Index of the source's last sample: what lies beyond repeats it. */
  readonly last: number;
}

/** Output j sits at `(j + .5) * step - .5` of `sources` samples. */
export function axisTaps(sources: number, outputs: number, step: number, kernel: Kernel): AxisTaps {
  const taps = planTaps(step, kernel, 0, outputs);
  const count = usedOf(taps.weight, taps.count);
  const table = new Int32Array(outputs * (count + 1));
  for (let j = 0; j < outputs; j++) {
    table[j * (count + 1)] = taps.first[j]!;
    table.set(taps.weight.subarray(j * taps.count, j * taps.count + count), j * (count + 1) + 1);
  }
  return { count, table, last: sources - 1 };
}

/** Every output is the source sample of the same index. */
export function identityTaps(samples: number): AxisTaps {
  const table = Int32Array.from({ length: samples * 2 }, (_, i) => (i & 1 ? 1 << ONE_BITS : i >> 1));
  return { count: 1, table, last: samples - 1 };
}

/** The source samples that outputs `start` to `start + length` read: `[first, end)`. */
export function reachOf({ count, table, last }: AxisTaps, start: number, length: number): [number, number] {
  const first = table[start * (count + 1)]!;
  const end = table[(start + length - 1) * (count + 1)]! + count;
  return [Math.min(last, Math.max(0, first)), Math.min(last + 1, Math.max(1, end))];
}

/** The CPU's vectors fill rows of weights up with zeros; a GPU need not multiply these. */
function usedOf(weights: Int16Array, count: number): number {
  let used = 1;
  for (const [i, weight] of weights.entries()) if (weight !== 0) used = Math.max(used, (i % count) + 1);
  return used;
}
