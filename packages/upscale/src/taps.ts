/**
 * Tables for the separable resampler: for every output, where its samples begin and what each weighs.
 *
 * @module
 */

/** An even kernel, zero outside `radius` source pixels. */
export interface Kernel {
  readonly name: string;
  readonly radius: number;
  weight(distance: number): number;
}

/** An average over what a pixel of the smaller picture covers. */
export const BOX: Kernel = { name: 'box', radius: 0.5, weight: (t) => (Math.abs(t) <= 0.5 ? 1 : 0) };

export const ONE_BITS = 14;
const ONE = 1 << ONE_BITS;

export interface Taps {
  /** Samples of each output, a multiple of 4; what a kernel does not need weighs 0. */
  count: number;
  /** First sample of each output; may lie before the first of the source, which then repeats. */
  first: Int32Array;
  /** `count` whole numbers for each output, which sum to exactly 1 << 14. */
  weight: Int16Array;
}

/**
 * `length` outputs from `start` on. Output sample j sits at (j + .5) * step - .5 of the source; when shrinking, the kernel is stretched by the
 * step so that it also removes what the smaller picture cannot hold.
 */
export function planTaps(step: number, kernel: Kernel, start: number, length: number): Taps {
  const stretch = Math.max(1, step);
  const reach = kernel.radius * stretch;
  const count = Math.ceil((2 * reach) / 4) * 4;
  const first = new Int32Array(length);
  const weight = new Int16Array(length * count);
  for (let j = 0; j < length; j++) {
    const centre = (start + j + 0.5) * step - 0.5;
    const from = Math.floor(centre - reach) + 1;
    first[j] = from;
    weight.set(
      wholeWeights(count, (k) => kernel.weight((from + k - centre) / stretch)),
      j * count,
    );
  }
  return { count, first, weight };
}

/** Sums are rounded, not the weights: thousands of small ones, each rounded, would add up to a far other sum. */
function wholeWeights(count: number, weightAt: (k: number) => number): number[] {
  const raw = Array.from({ length: count }, (_, k) => weightAt(k));
  const unit = ONE / raw.reduce((a, b) => a + b, 0);
  let sum = 0;
  return raw.map((weight) => {
    const before = Math.round(sum * unit);
    sum += weight;
    return Math.round(sum * unit) - before;
  });
}
