/**
 * How a pass is cut into threads, and its weights into what shaders read.
 *
 * One thread computes a few neighbouring cells and `perThread` groups of four channels. Further groups are further layers: pipelines of
 * their own. Whatever does not fill a group of four is padded with zeros.
 *
 * ```
 *  matrices   [input group][ky][kx][perThread]   mat4x4: column = input channel, row = output channel      (features)
 *  vectors    [channel][ky][kx][perThread]       vec4: output channels                                     (picture)
 *             bias [perThread]
 *             slopes [perThread]                 only with an activation
 * ```
 *
 * @module
 */

import type { Pass, Plan, Term } from '../onnx/plan.ts';
import { badModel } from '../onnx/wire.ts';

/**
 * Two kinds of shaders for the same numbers. `tiled`: a workgroup shares what it reads, weights come from uniform buffers. `direct`: every
 * thread reads for itself, weights are written into the code; made for small caches' opposites, such as a GPU emulated on a CPU.
 */
export type ShaderKind = 'tiled' | 'direct';

/** Sums of four that a thread holds: 32 numbers, which every GPU has registers for. */
const MOST_SUMS = 8;

export interface ConvLayout {
  readonly pass: Pass;
  readonly features: Term | undefined;
  readonly picture: Term | undefined;
  /** Groups of four channels in the features that are read. */
  readonly inGroups: number;
  /** Cells of a thread, side by side. */
  readonly cells: number;
  readonly perThread: number;
  readonly layers: number;
  /** Set on the last pass: the side of a cell's block of pixels, and how many of its rows one thread writes. */
  readonly pixels: { readonly block: number; readonly rows: number } | undefined;
  /** Cells by which this tensor is larger than the last one, each way: what later kernels will eat. */
  readonly extraCells: number;
  /** The same of the tensor that is read. */
  readonly sourceExtraCells: number;
}

/** Throws `P2C2G_UPSCALE_MODEL` for plans whose passes read more than one tensor of features. */
export function layoutsOf(plan: Plan, kind: ShaderKind): ConvLayout[] {
  const layouts: ConvLayout[] = [];
  const end = plan.passes.at(-1)!;
  const extra = (pass: Pass) => (end.lostPx - pass.lostPx) / plan.cellPx;
  for (const pass of plan.passes) {
    const [features, ...more] = pass.terms.filter(({ source }) => source !== 'input');
    const [picture, ...others] = pass.terms.filter(({ source }) => source === 'input');
    if (more.length > 0 || others.length > 0) throw badModel('a sum of more than two convolutions');
    const source = typeof features?.source === 'number' ? layouts[features.source] : undefined;
    layouts.push({
      pass,
      features,
      picture,
      inGroups: source ? source.perThread * source.layers : 0,
      ...(pass === end ? sharePixels(plan.block, kind) : shareFeatures(pass, kind)),
      extraCells: extra(pass),
      sourceExtraCells: source ? extra(source.pass) : 0,
    });
  }
  return layouts;
}

type Share = Pick<ConvLayout, 'cells' | 'perThread' | 'layers' | 'pixels'>;

function shareFeatures(pass: Pass, kind: ShaderKind): Share {
  const cells = cellsOf(kind);
  const groups = Math.ceil(pass.outChannels / 4);
  const layers = Math.ceil((groups * cells) / MOST_SUMS);
  return { cells, perThread: Math.ceil(groups / layers), layers, pixels: undefined };
}

/** Whole rows of the block, and cells side by side, so that a thread writes whole words of four pixels. */
function sharePixels(block: number, kind: ShaderKind): Share {
  if (block % 2 !== 0) throw badModel(`blocks of ${block} pixels`);
  const cells = block % 4 === 0 ? cellsOf(kind) : 2;
  const fits = (rows: number) =>
    block % rows === 0 && (rows * block) % 4 === 0 && (rows * block * cells) / 4 <= MOST_SUMS;
  const rows = [block, 4, 2].find(fits) ?? 2;
  return { cells, perThread: (rows * block) / 4, layers: block / rows, pixels: { block, rows } };
}

function cellsOf(kind: ShaderKind): number {
  return kind === 'tiled' ? 2 : 1;
}

/** One layer's matrices, 16 numbers each; empty without a features term. */
export function packMatrices(layout: ConvLayout, layer: number): Float32Array<ArrayBuffer> {
  const { features: term, inGroups, perThread } = layout;
  if (!term) return new Float32Array(0);
  const taps = term.kernel ** 2;
  const out = new Float32Array(inGroups * taps * perThread * 16);
  let at = 0;
  for (let group = 0; group < inGroups; group++)
    for (let tap = 0; tap < taps; tap++)
      for (let o = 0; o < perThread; o++)
        for (let column = 0; column < 4; column++)
          for (let row = 0; row < 4; row++)
            out[at++] = weightAt(layout, term, (layer * perThread + o) * 4 + row, group * 4 + column, tap);
  return out;
}

/** One layer's vectors, 4 numbers each. */
export function packVectors(layout: ConvLayout, layer: number): Float32Array<ArrayBuffer> {
  const { pass, picture, perThread } = layout;
  const channels = Array.from({ length: perThread * 4 }, (_, i) => layer * perThread * 4 + i);
  const out: number[] = [];
  if (picture)
    for (let from = 0; from < picture.inChannels; from++)
      for (let tap = 0; tap < picture.kernel ** 2; tap++)
        out.push(...channels.map((to) => weightAt(layout, picture, to, from, tap)));
  out.push(...channels.map((to) => pass.bias[to] ?? 0));
  if (pass.slopes) out.push(...channels.map((to) => pass.slopes![to] ?? 0));
  return Float32Array.from(out);
}

/** Index of a layer's first bias among its vectors; slopes follow. */
export function biasAt({ picture, perThread }: ConvLayout): number {
  return picture ? picture.inChannels * picture.kernel ** 2 * perThread : 0;
}

function weightAt({ pass }: ConvLayout, term: Term, to: number, from: number, tap: number): number {
  if (to >= pass.outChannels || from >= term.inChannels) return 0;
  return term.weights[(to * term.inChannels + from) * term.kernel ** 2 + tap]!;
}
