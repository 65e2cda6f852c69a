/**
 * A plan in whole numbers: 16-bit values and weights, 32-bit sums, every scale a power of two. The same pixels come out on every
 * processor, since nothing is rounded but where it is written here.
 *
 * A value `v` is held as `v * 2^bits`. A sum starts at its bias, gathers one term after the other, from the coarsest scale to the finest,
 * and is shifted down to the bits of what it becomes.
 *
 * @module
 */
import type { Pass, Plan, Term } from '../onnx/plan.ts';
import { badModel } from '../onnx/wire.ts';
import { peaksOf } from './peaks.ts';

/** Outputs that the kernels make at once; a group. */
export const GROUP = 4;

export interface IntegerTerm {
  readonly source: number | 'input';
  readonly crop: number;
  readonly kernel: number;
  readonly stride: number;
  /** Values a source pixel has in memory. */
  readonly inChannels: number;
  /** Pairs of neighbouring values in a row of taps. */
  readonly pairs: number;
  /** What the sums so far are shifted up by before this term. */
  readonly shift: number;
  /** For each block of groups, in the order the kernels read. */
  readonly weights: readonly Int16Array<ArrayBuffer>[];
}

export interface IntegerPass {
  readonly terms: readonly IntegerTerm[];
  /** Groups in each block: three or four. */
  readonly blocks: readonly number[];
  /** Outputs in memory: those of the plan, and none that count up to whole blocks. */
  readonly channels: number;
  readonly bias: Int32Array<ArrayBuffer>;
  /** What the sums are shifted down by in the end. */
  readonly shift: number;
}

export interface IntegerPlan {
  readonly passes: readonly IntegerPass[];
  readonly block: number;
  readonly haloPx: number;
  readonly scale: number;
}

const LARGEST = 32_767;
/** How much larger than on the picture of extremes values may become before they are cut off. */
const ROOM = 2;
/** How much larger sums may become before they are wrong. */
const SUM_ROOM = 4;
const MOST_BITS = 14;

/** Throws `P2C2G_UPSCALE_MODEL` for what the kernels do not run; another engine may. */
export function quantise(plan: Plan): IntegerPlan {
  if (plan.inputChannels !== 1 || plan.cellPx !== 2 || ![4, 6, 8].includes(plan.block))
    throw badModel('not a plane in cells of two pixels');
  const peaks = peaksOf(plan);
  const passes: IntegerPass[] = [];
  const bits: number[] = [];
  plan.passes.forEach((pass, i) => {
    check(pass, i, plan.passes.length);
    const isLast = i === plan.passes.length - 1;
    const wanted = isLast ? 0 : Math.min(MOST_BITS, bitsFor(LARGEST, ROOM * peaks[i]!));
    const sumBits = bitsFor(2 ** 31 - 1, SUM_ROOM * peaks[i]!);
    const made = quantisePass(pass, passes, { bits, sumBits, wanted, isLast });
    passes.push(made.pass);
    bits.push(made.bits);
  });
  return { passes, block: plan.block, haloPx: plan.haloPx, scale: plan.scale };
}

/** Between passes rows are handed on in a chain; only the input is read by more than the first. */
function check({ terms, slopes }: Pass, index: number, count: number): void {
  for (const { source } of terms)
    if (source !== 'input' && source !== index - 1)
      throw badModel('a pass that reads another than the one before it');
  if (index > 0 && !terms.some(({ source }) => source === index - 1))
    throw badModel('a pass that nobody reads');
  if (index < count - 1 ? !slopes || slopes.some((slope) => slope !== 0) : slopes)
    throw badModel('an activation other than ReLU between passes');
}

function quantisePass(
  pass: Pass,
  before: readonly IntegerPass[],
  to: { bits: readonly number[]; sumBits: number; wanted: number; isLast: boolean },
): { pass: IntegerPass; bits: number } {
  const blocks = blocksOf(Math.ceil(pass.outChannels / GROUP));
  const channels = GROUP * blocks.reduce((sum, groups) => sum + groups, 0);
  const scaled = pass.terms
    .map((term) => {
      const inBits = term.source === 'input' ? 0 : to.bits[term.source]!;
      const largest = term.weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      return { term, inBits, weightBits: Math.min(bitsFor(LARGEST, largest), to.sumBits - inBits) };
    })
    .sort((a, b) => a.inBits + a.weightBits - (b.inBits + b.weightBits));
  let sumBits = scaled[0]!.inBits + scaled[0]!.weightBits;
  const bias = new Int32Array(channels);
  pass.bias.forEach((value, i) => {
    bias[i] = Math.round(value * 2 ** sumBits);
  });
  const terms = scaled.map(({ term, inBits, weightBits }): IntegerTerm => {
    const shift = inBits + weightBits - sumBits;
    sumBits += shift;
    const inChannels = term.source === 'input' ? 1 : before[term.source]!.channels;
    const { source, crop, kernel, stride } = term;
    const pairs = Math.ceil((kernel * inChannels) / 2);
    const whole = wholeWeights(term, pass.outChannels, weightBits);
    return {
      source,
      crop,
      kernel,
      stride,
      inChannels,
      pairs,
      shift,
      weights: pack(term, whole, inChannels, pairs, blocks),
    };
  });
  // Rounding adds half of the last bit shifted out, so that there must be one.
  const bits = to.isLast ? 0 : Math.min(to.wanted, sumBits - 1);
  return { pass: { terms, blocks, channels, bias, shift: sumBits - bits }, bits };
}

/** The most bits below the point with which `magnitude` stays under `limit`. */
function bitsFor(limit: number, magnitude: number): number {
  return Math.floor(Math.log2(limit / Math.max(magnitude, 1e-9)));
}

/** Groups in blocks of four and three, with none to spare from six on. */
export function blocksOf(groups: number): number[] {
  for (let count = Math.max(3, groups); ; count++)
    for (let fours = Math.floor(count / 4); fours >= 0; fours--)
      if ((count - 4 * fours) % 3 === 0)
        return [...new Array<number>(fours).fill(4), ...new Array<number>((count - 4 * fours) / 3).fill(3)];
}

/**
 * Weights times `2^bits`, each output's rounded so that their sum is: filters that sum to one or to nothing go on doing so, and a
 * flat picture stays as bright as it was.
 */
function wholeWeights({ weights }: Term, outChannels: number, bits: number): Int16Array {
  const each = weights.length / outChannels;
  const whole = new Int16Array(weights.length);
  for (let out = 0; out < outChannels; out++) {
    let owed = 0;
    for (let i = out * each; i < (out + 1) * each; i++) {
      const exact = weights[i]! * 2 ** bits + owed;
      whole[i] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(exact)));
      owed = exact - whole[i]!;
    }
  }
  return whole;
}

/** For each block: rows of taps, pairs along the row, groups, outputs of the group, the two values. */
function pack(
  { kernel, inChannels, source }: Term,
  whole: Int16Array,
  stored: number,
  pairs: number,
  blocks: readonly number[],
): Int16Array<ArrayBuffer>[] {
  const outs = whole.length / (inChannels * kernel ** 2);
  const weightOf = (out: number, row: number, value: number): number => {
    const [px, channel] = [Math.floor(value / stored), value % stored];
    if (out >= outs || px >= kernel || channel >= inChannels) return 0;
    return whole[((out * inChannels + channel) * kernel + row) * kernel + px]!;
  };
  let firstGroup = 0;
  return blocks.map((groups) => {
    const packed = new Int16Array(kernel * pairs * groups * GROUP * 2);
    let at = 0;
    for (let row = 0; row < kernel; row++)
      for (let pair = 0; pair < pairs; pair++)
        for (let out = firstGroup * GROUP; out < (firstGroup + groups) * GROUP; out++)
          for (const value of [2 * pair, 2 * pair + 1]) packed[at++] = weightOf(out, row, value);
    firstGroup += groups;
    if (source !== 'input' && stored % 2 !== 0) throw badModel(`${stored} channels`);
    return packed;
  });
}
