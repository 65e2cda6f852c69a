/**
 * A pass for GPUs: workgroups share what they read, weights come from uniform buffers.
 *
 * A workgroup of 8x8 threads makes 16x8 cells, two a thread. It first copies what these read into shared memory, the picture once and
 * features a few groups at a time:
 *
 * ```
 *   shared picture tile                     shared features tile, one group
 *   (16-1)*stride+kernel wide               16-1+kernel wide
 *  ┌───────────────────────────┐           ┌──────────────────┐
 *  │ ┌──────┐ kernel x kernel  │           │ ┌─────┐          │
 *  │ │ cell │ at stride * cell │           │ │3 x 3│ at cell  │
 *  │ └──────┘                  │           │ └─────┘          │
 *  └───────────────────────────┘           └──────────────────┘
 * ```
 *
 * With `half`, features and their weights are f16. Products are summed in f16 for one row of a kernel and one group at most, and those
 * sums in f32; the picture's own convolutions are f32 throughout, so 0..255 keeps its last bit.
 *
 * @module
 */

import type { Term } from '../../onnx/plan.ts';
import { biasAt, type ConvLayout } from '../conv-layout.ts';
import { activation, bindings, eachSum, GROUP, range, store } from './conv.ts';
import { FRAME_STRUCT, PACKED, PICTURE_AT } from './picture.ts';

/** What every WebGPU device has for one workgroup. */
const SHARED_BYTES = 16_384;

export interface TiledOptions {
  half: boolean;
  layer: number;
  /** How many matrices and vectors of weights there are, and whether they fit a uniform buffer. */
  matrices: { count: number; space: 'uniform' | 'storage' };
  vectors: { count: number; space: 'uniform' | 'storage' };
}

export function tiledConv(layout: ConvLayout, options: TiledOptions): string {
  const { features, picture, pixels, cells } = layout;
  const { half, layer, matrices, vectors } = options;
  const vector = (index: number) => `vectors[${index}u]`;
  return /* wgsl */ `
${half ? 'enable f16;' : ''}
${FRAME_STRUCT}
${bindings(layout, half)}
${features ? weights(4, 'matrices', half ? 'mat4x4h' : 'mat4x4f', matrices) : ''}
${weights(5, 'vectors', 'vec4f', vectors)}
${picture ? PICTURE_AT + pictureTile(layout, picture) : ''}
${features ? featuresTile(layout, features, half) : ''}
${pixels ? PACKED : ''}

@compute @workgroup_size(${GROUP}, ${GROUP})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let corner = group.xy * vec2u(${GROUP * cells}, ${GROUP});
  let spot = vec2u(local.x * ${cells}u, local.y);
  let cell = corner + spot;
  ${eachSum(layout, (sum, o) => `var ${sum} = ${vector(biasAt(layout) + o)};`)}
  ${picture ? addPicture(layout, picture) : ''}
  ${features ? addFeatures(layout, features, half) : ''}
  ${activation(layout, vector)}
  ${store(layout, layer, half)}
}
`;
}

function weights(
  binding: number,
  name: string,
  type: string,
  { count, space }: TiledOptions['vectors'],
): string {
  const access = space === 'uniform' ? 'uniform' : 'storage, read';
  return `@group(0) @binding(${binding}) var<${access}> ${name}: array<${type}, ${count}>;`;
}

/** Elements of a tile, each way and in all. */
function tileOf({ cells }: ConvLayout, { kernel, stride }: Term): { width: number; area: number } {
  const width = (GROUP * cells - 1) * stride + kernel;
  return { width, area: width * ((GROUP - 1) * stride + kernel) };
}

// ── the picture ──

function pictureTile(layout: ConvLayout, term: Term): string {
  return `var<workgroup> pictureTile: array<f32, ${tileOf(layout, term).area * term.inChannels}>;`;
}

function addPicture(layout: ConvLayout, term: Term): string {
  const { perThread } = layout;
  const { kernel, stride, crop, inChannels } = term;
  const { width, area } = tileOf(layout, term);
  return /* wgsl */ `
  let pictureCorner = frame.origin + vec2i(corner) * ${stride} + ${crop};
  for (var i = thread; i < ${area * inChannels}u; i += ${GROUP * GROUP}u) {
    let inPlane = i % ${area}u;
    let offset = vec2u(inPlane % ${width}u, inPlane / ${width}u);
    pictureTile[i] = pictureAt(i / ${area}u, pictureCorner + vec2i(offset));
  }
  workgroupBarrier();
  for (var plane = 0u; plane < ${inChannels}u; plane++) {
    for (var ky = 0u; ky < ${kernel}u; ky++) {
      let row = plane * ${area}u + (spot.y * ${stride}u + ky) * ${width}u + spot.x * ${stride}u;
      let weight = (plane * ${kernel}u + ky) * ${kernel * perThread}u;
      for (var kx = 0u; kx < ${kernel}u; kx++) {
        ${range(layout.cells)
          .map((c) => `let p${c} = pictureTile[row + kx + ${c * stride}u];`)
          .join(' ')}
        ${eachSum(layout, (sum, o, c) => `${sum} += vectors[weight + kx * ${perThread}u + ${o}u] * p${c};`)}
      }
    }
  }`;
}

// ── features ──

/** Groups of four channels that fit into shared memory at once, beside the picture's tile. */
function groupsAtOnce(layout: ConvLayout, term: Term, half: boolean): number {
  const { picture, inGroups } = layout;
  const taken = picture ? 4 * picture.inChannels * tileOf(layout, picture).area : 0;
  const room = Math.floor((SHARED_BYTES - taken) / (tileOf(layout, term).area * (half ? 8 : 16)));
  return Math.min(inGroups, Math.max(1, room));
}

function featuresTile(layout: ConvLayout, term: Term, half: boolean): string {
  const elements = tileOf(layout, term).area * groupsAtOnce(layout, term, half);
  return `var<workgroup> featuresTile: array<${half ? 'vec4h' : 'vec4f'}, ${elements}>;`;
}

function addFeatures(layout: ConvLayout, term: Term, half: boolean): string {
  const { inGroups, perThread, sourceExtraCells, cells } = layout;
  const { kernel, crop } = term;
  const { width, area } = tileOf(layout, term);
  const atOnce = groupsAtOnce(layout, term, half);
  return /* wgsl */ `
  let sourceSize = frame.cells + ${sourceExtraCells};
  for (var first = 0u; first < ${inGroups}u; first += ${atOnce}u) {
    let count = min(${atOnce}u, ${inGroups}u - first);
    workgroupBarrier();
    for (var i = thread; i < count * ${area}u; i += ${GROUP * GROUP}u) {
      let inPlane = i % ${area}u;
      let at = min(corner + ${crop}u + vec2u(inPlane % ${width}u, inPlane / ${width}u), sourceSize - 1u);
      featuresTile[i] = features[((first + i / ${area}u) * sourceSize.y + at.y) * sourceSize.x + at.x];
    }
    workgroupBarrier();
    for (var g = 0u; g < count; g++) {
      for (var ky = 0u; ky < ${kernel}u; ky++) {
        let row = g * ${area}u + (spot.y + ky) * ${width}u + spot.x;
        let weight = ((first + g) * ${kernel}u + ky) * ${kernel * perThread}u;
        ${range(kernel + cells - 1)
          .map((i) => `let f${i} = featuresTile[row + ${i}u];`)
          .join(' ')}
        ${featureRow(layout, kernel, half)}
      }
    }
  }`;
}

function featureRow(layout: ConvLayout, kernel: number, half: boolean): string {
  const { perThread } = layout;
  const matrix = (kx: number, o: number) => `matrices[weight + ${kx * perThread + o}u]`;
  return eachSum(layout, (sum, o, c) => {
    const products = range(kernel).map((kx) => `${matrix(kx, o)} * f${kx + c}`);
    return half
      ? `${sum} += vec4f(${products.join(' + ')});`
      : products.map((product) => `${sum} += ${product};`).join(' ');
  });
}
