/**
 * Resampling tables for the GPU: for each output along one axis, the first source sample and the weights from there on. The formula is
 * `resample.ts`'s; weights are floats that sum to 1.
 *
 * @module
 */
import type { Kernel } from '../resample.ts';

export interface AxisTaps {
  /** Weights an output has. */
  readonly count: number;
  /** `[first, weight * count]` for each output. */
  readonly table: Float32Array<ArrayBuffer>;
  /** Index of the source's last sample: what lies beyond repeats it. */
  readonly last: number;
}

/** Output j sits at `(j + .5) * step - .5` of `sources` samples; shrinking stretches the kernel. */
export function axisTaps(sources: number, outputs: number, step: number, kernel: Kernel): AxisTaps {
  const stretch = Math.max(1, step);
  const reach = kernel.radius * stretch;
  const count = Math.min(sources + 2, Math.ceil(2 * reach));
  const table = new Float32Array(outputs * (count + 1));
  for (let j = 0, at = 0; j < outputs; j++) {
    const centre = (j + 0.5) * step - 0.5;
    const first = Math.floor(centre - reach) + 1;
    const raw = Array.from({ length: count }, (_, k) => kernel.weight((first + k - centre) / stretch));
    const sum = raw.reduce((a, b) => a + b, 0);
    table[at++] = first;
    for (const weight of raw) table[at++] = weight / sum;
  }
  return { count, table, last: sources - 1 };
}

/** Every output is the source sample of the same index. */
export function identityTaps(samples: number): AxisTaps {
  const table = Float32Array.from({ length: samples * 2 }, (_, i) => (i & 1 ? 1 : i >> 1));
  return { count: 1, table, last: samples - 1 };
}

/** The source samples that outputs `start` to `start + length` read: `[first, end)`. */
export function reachOf({ count, table, last }: AxisTaps, start: number, length: number): [number, number] {
  const first = table[start * (count + 1)]!;
  const end = table[(start + length - 1) * (count + 1)]! + count;
  return [Math.min(last, Math.max(0, first)), Math.min(last + 1, Math.max(1, end))];
}
