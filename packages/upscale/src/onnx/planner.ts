/**
 * Graph → plan: follows the nodes in order and fuses what belongs to one pass. Not made for one network; whatever does not fit is a
 * typed error, and another engine may run it.
 *
 * @module
 */

import type { Constant, OnnxGraph, OnnxNode } from './graph.ts';
import type { Pass, Plan, Term } from './plan.ts';
import { badModel } from './wire.ts';

/** What a name stands for while the graph is followed. Sides are `(n - lostPx) / stridePx` of the padded input's `n`. */
interface Value {
  source: number | 'input';
  crop: number;
  channels: number;
  lostPx: number;
  stridePx: number;
}

type Draft = { -readonly [K in keyof Pass]: Pass[K] };

const MOST_CHANNELS = 256;
const LARGEST_KERNEL = 9;

/** Throws `P2C2G_UPSCALE_MODEL` with the node that does not fit. */
export function planOf(graph: OnnxGraph): Plan {
  return new Planner(graph).plan();
}

class Planner {
  readonly #graph: OnnxGraph;
  readonly #values = new Map<string, Value>();
  readonly #uses = new Map<string, number>();
  readonly #passes: Draft[] = [];
  #block: number | undefined;
  #last = '';

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
    for (const node of graph.nodes)
      for (const name of node.inputs) this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
  }

  plan(): Plan {
    const input = this.#input();
    for (const node of this.#graph.nodes) this.#follow(node);
    const end = this.#values.get(this.#last);
    const block = this.#block;
    if (!end || block === undefined) throw badModel('no DepthToSpace at the end');
    if (this.#graph.outputs.length !== 1 || this.#graph.outputs[0] !== this.#last)
      throw badModel('the output is not what DepthToSpace gives');
    if (end.source !== this.#passes.length - 1 || end.crop !== 0)
      throw badModel('the picture does not come from the last convolution');
    const scale = block / end.stridePx;
    if (!Number.isInteger(scale) || end.lostPx % 2 !== 0 || end.lostPx < 0) throw badModel(`scale ${scale}`);
    this.#checkCells(end.stridePx);
    return {
      inputChannels: input.channels,
      passes: this.#merged(),
      block,
      cellPx: end.stridePx,
      scale,
      haloPx: end.lostPx / 2,
    };
  }

  #input(): Value {
    const [input, more] = this.#graph.inputs;
    const channels = input?.dims[1];
    if (!input || more || !channels || channels > 4) throw badModel('not one input of 1 to 4 planes');
    const value: Value = { source: 'input', crop: 0, channels, lostPx: 0, stridePx: 1 };
    this.#values.set(input.name, value);
    return value;
  }

  #follow(node: OnnxNode): void {
    const [output, more] = node.outputs;
    if (output === undefined || more !== undefined)
      throw badModel(`${node.op} with ${node.outputs.length} outputs`);
    if (this.#block !== undefined && node.op !== 'Cast') throw badModel(`${node.op} after DepthToSpace`);
    this.#values.set(output, this.#valueOf(node));
    this.#last = output;
  }

  #valueOf(node: OnnxNode): Value {
    switch (node.op) {
      // Bytes or floats: the engine's own conversion takes the place of both ends' casts, and of the clip before them.
      case 'Cast':
        return this.#in(node, 0);
      case 'Clip':
        return this.#clip(node);
      case 'Conv':
        return this.#conv(node);
      case 'Relu':
        return this.#activate(node, (channels) => new Float32Array(channels));
      case 'LeakyRelu':
        return this.#activate(node, (channels) =>
          new Float32Array(channels).fill(node.floats.get('alpha') ?? 0.01),
        );
      case 'PRelu':
        return this.#activate(node, (channels) => this.#slopes(node, channels));
      case 'Slice':
        return this.#slice(node);
      case 'Add':
        return this.#add(node);
      case 'DepthToSpace':
        return this.#shuffle(node);
      default:
        throw badModel(`operator ${node.op}`);
    }
  }

  #in(node: OnnxNode, index: number): Value {
    const value = this.#values.get(node.inputs[index] ?? '');
    if (!value) throw badModel(`${node.op} reads what no node has written`);
    return value;
  }

  #constant(node: OnnxNode, index: number): Constant {
    const constant = this.#graph.constants.get(node.inputs[index] ?? '');
    if (!constant) throw badModel(`input ${index} of ${node.op} is no constant`);
    return constant;
  }

  #floats(node: OnnxNode, index: number): Float32Array {
    const { floats } = this.#constant(node, index);
    if (!floats) throw badModel(`input ${index} of ${node.op} is not of floats`);
    return floats;
  }

  #conv(node: OnnxNode): Value {
    const from = this.#in(node, 0);
    const weights = this.#floats(node, 1);
    const [outChannels, inChannels, kernel, across] = this.#constant(node, 1).dims;
    const stride = evenly(node.ints.get('strides') ?? [1, 1]);
    if (
      !outChannels ||
      outChannels > MOST_CHANNELS ||
      inChannels !== from.channels ||
      !kernel ||
      kernel > LARGEST_KERNEL ||
      across !== kernel ||
      stride < 1 ||
      stride > 4 ||
      (node.ints.get('group')?.[0] ?? 1) !== 1 ||
      node.ints.get('pads')?.some((pad) => pad !== 0) ||
      node.ints.get('dilations')?.some((step) => step !== 1) ||
      (node.texts.get('auto_pad') ?? 'NOTSET') !== 'NOTSET'
    )
      throw badModel(`a Conv of ${this.#constant(node, 1).dims} over ${from.channels} channels`);
    const bias = node.inputs[2] === undefined ? new Float32Array(outChannels) : this.#floats(node, 2);
    if (bias.length !== outChannels) throw badModel(`${bias.length} biases for ${outChannels} channels`);
    const { source, crop } = from;
    const lostPx = from.lostPx + (kernel - stride) * from.stridePx;
    const stridePx = from.stridePx * stride;
    const terms = [{ source, crop, kernel, stride, inChannels, weights }];
    this.#passes.push({ terms, outChannels, bias, slopes: undefined, lostPx, stridePx });
    return { source: this.#passes.length - 1, crop: 0, channels: outChannels, lostPx, stridePx };
  }

  /** The pass behind a value that no other node reads and nothing was done to yet. */
  #fresh(node: OnnxNode, index: number): { value: Value; pass: Draft } {
    const value = this.#in(node, index);
    const pass = value.source === 'input' ? undefined : this.#passes[value.source];
    if (!pass || pass.slopes || value.crop !== 0 || this.#uses.get(node.inputs[index]!) !== 1)
      throw badModel(`${node.op} of something other than a convolution's only use`);
    return { value, pass };
  }

  #activate(node: OnnxNode, slopes: (channels: number) => Float32Array): Value {
    const { value, pass } = this.#fresh(node, 0);
    pass.slopes = slopes(pass.outChannels);
    return value;
  }

  #slopes(node: OnnxNode, channels: number): Float32Array {
    const slopes = this.#floats(node, 1);
    if (slopes.length === 1) return new Float32Array(channels).fill(slopes[0]!);
    if (slopes.length !== channels) throw badModel(`${slopes.length} slopes for ${channels} channels`);
    return slopes;
  }

  #slice(node: OnnxNode): Value {
    const from = this.#in(node, 0);
    const [starts, ends, axes] = [1, 2, 3].map((i) => this.#constant(node, i).ints ?? []);
    const steps = node.inputs[4] === undefined ? [1] : (this.#constant(node, 4).ints ?? []);
    const crop = starts![0] ?? 0;
    const framed =
      starts!.length === 2 &&
      starts!.every((start) => start === crop) &&
      ends!.length === 2 &&
      ends!.every((end) => end === -crop) &&
      String(axes) === '2,3' &&
      steps.every((step) => step === 1);
    if (!framed || crop <= 0 || crop > 1024)
      throw badModel('a Slice that is no even frame around the picture');
    return { ...from, crop: from.crop + crop, lostPx: from.lostPx + 2 * crop * from.stridePx };
  }

  /** Two sums of convolutions become one. The later pass takes the earlier one's terms, so that all sources are known by then. */
  #add(node: OnnxNode): Value {
    const [a, b] = [this.#fresh(node, 0), this.#fresh(node, 1)];
    if (
      a.pass === b.pass ||
      a.pass.outChannels !== b.pass.outChannels ||
      a.value.lostPx !== b.value.lostPx ||
      a.value.stridePx !== b.value.stridePx
    )
      throw badModel('an Add of two shapes');
    const [early, late] = Number(a.value.source) < Number(b.value.source) ? [a, b] : [b, a];
    late.pass.terms = [...early.pass.terms, ...late.pass.terms];
    late.pass.bias = late.pass.bias.map((v, i) => v + early.pass.bias[i]!);
    early.pass.terms = [];
    return late.value;
  }

  #clip(node: OnnxNode): Value {
    const range = [this.#floats(node, 1)[0], this.#floats(node, 2)[0]];
    if (range[0] !== 0 || range[1] !== 255) throw badModel(`a Clip to ${range}`);
    const reader = this.#graph.nodes.find(({ inputs }) => inputs.includes(node.outputs[0]!));
    if (reader?.op !== 'DepthToSpace') throw badModel('a Clip before something other than DepthToSpace');
    return this.#fresh(node, 0).value;
  }

  #shuffle(node: OnnxNode): Value {
    const { value, pass } = this.#fresh(node, 0);
    const block = node.ints.get('blocksize')?.[0] ?? 0;
    // With one plane the two orders of channels, CRD and DCR, are the same.
    if (block < 2 || block > 16 || pass.outChannels !== block * block)
      throw badModel(`DepthToSpace ${block} of ${pass.outChannels} channels`);
    this.#block = block;
    return value;
  }

  /** All tensors between input and output lie on one grid of cells: the shaders' tiles are made for that. */
  #checkCells(cellPx: number): void {
    for (const pass of this.#passes) {
      if (pass.stridePx !== cellPx) throw badModel('convolutions at more than one resolution');
      for (const term of pass.terms)
        if (term.source !== 'input' && term.stride !== 1) throw badModel('a stride between features');
    }
  }

  /** Without the passes that an Add emptied; sources are numbered anew. */
  #merged(): Pass[] {
    const kept = this.#passes.filter((pass) => pass.terms.length > 0);
    const renumber = ({ source, ...term }: Term): Term => ({
      ...term,
      source: source === 'input' ? source : kept.indexOf(this.#passes[source]!),
    });
    return kept.map((pass) => ({ ...pass, terms: pass.terms.map(renumber) }));
  }
}

function evenly(pair: readonly number[]): number {
  return pair.length === 2 && pair[0] === pair[1] ? pair[0]! : 0;
}
