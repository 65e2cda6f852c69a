/**
 * What a graph asks to be computed, as a list of passes: each is a sum of convolutions with a bias and an activation, and the last one
 * writes picture bytes.
 *
 * ```
 *   x ─ Conv ─ Relu ─ Conv ─ PRelu ─ Conv ─┐                      pass 0: conv(x), activation
 *   └─ Slice ─ Conv ───────────────────── Add ─ DepthToSpace      pass 1: conv(pass 0), activation
 *                                                                 pass 2: conv(pass 1) + conv(cropped x), bytes
 * ```
 *
 * Convolutions are `valid`, so every tensor is smaller than the padded input by what its kernels have eaten. With `n` the padded
 * input's side, a tensor's side is `(n - lostPx) / stridePx`; the picture that comes out is `scale * (n - 2 * haloPx)`.
 *
 * @module
 */

/** One convolution of a pass: cross-correlation, no padding, no dilation, one group. */
export interface Term {
  /** Index of the pass whose output is read, or the network's input. */
  readonly source: number | 'input';
  /** First row and column that are read, in the source's elements. */
  readonly crop: number;
  readonly kernel: number;
  readonly stride: number;
  readonly inChannels: number;
  /** `[outChannels][inChannels][kernel][kernel]` */
  readonly weights: Float32Array;
}

export interface Pass {
  readonly terms: readonly Term[];
  readonly outChannels: number;
  readonly bias: Float32Array;
  /** Slope below zero for each channel (all 0: ReLU); undefined: no activation. */
  readonly slopes: Float32Array | undefined;
  readonly lostPx: number;
  readonly stridePx: number;
}

export interface Plan {
  readonly inputChannels: number;
  readonly passes: readonly Pass[];
  /** Side of the square of output pixels that one cell of the last pass holds. */
  readonly block: number;
  /** Side of a cell in input pixels. */
  readonly cellPx: number;
  readonly scale: number;
  readonly haloPx: number;
}

/** Multiplications for one input pixel. */
export function macsPerPx(plan: Plan): number {
  let macs = 0;
  for (const pass of plan.passes)
    for (const term of pass.terms) macs += term.weights.length / pass.stridePx ** 2;
  return macs;
}
