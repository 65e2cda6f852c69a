/**
 * A pass without shared memory and without weights to load: each thread reads what it needs, and the weights stand in the code. Where
 * the GPU is emulated on a CPU, this is several times faster than sharing, and compiles in a fraction of the time.
 *
 * ```
 *   sum0_1 += mat4x4f(0.0213, -0.17, ...) * f2;      one line for each input group, tap and output group
 * ```
 *
 * @module
 */

import type { Term } from '../../onnx/plan.ts';
import { biasAt, type ConvLayout, packMatrices, packVectors } from '../conv-layout.ts';
import { activation, bindings, eachSum, GROUP, range, store } from './conv.ts';
import { FRAME_STRUCT, PACKED, PICTURE_AT } from './picture.ts';

export function directConv(layout: ConvLayout, { half, layer }: { half: boolean; layer: number }): string {
  const { features, picture, pixels, cells } = layout;
  const vectors = packVectors(layout, layer);
  const vector = (index: number) => `vec4f(${literals(vectors, index, 4)})`;
  return /* wgsl */ `
${half ? 'enable f16;' : ''}
${FRAME_STRUCT}
${bindings(layout, half)}
${picture ? PICTURE_AT : ''}
${pixels ? PACKED : ''}

@compute @workgroup_size(${GROUP}, ${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let cell = id.xy * vec2u(${cells}, 1);
  let size = frame.cells + ${layout.extraCells};
  if (cell.x >= size.x || cell.y >= size.y) { return; }
  ${eachSum(layout, (sum, o) => `var ${sum} = ${vector(biasAt(layout) + o)};`)}
  ${picture ? addPicture(layout, picture, vector) : ''}
  ${features ? addFeatures(layout, features, half, packMatrices(layout, layer)) : ''}
  ${activation(layout, vector)}
  {${store(layout, layer, half)}
  }
}
`;
}

function addPicture(layout: ConvLayout, term: Term, vector: (index: number) => string): string {
  const { perThread, cells } = layout;
  const { kernel, stride, crop, inChannels } = term;
  const columns = range(kernel + (cells - 1) * stride);
  const row = (plane: number, ky: number) => {
    const reads = columns.map((x) => `let p${x} = pictureAt(${plane}u, corner + vec2i(${x}, ${ky}));`);
    const sums = range(kernel).map((kx) => {
      const tap = ((plane * kernel + ky) * kernel + kx) * perThread;
      return eachSum(layout, (sum, o, c) => `${sum} += ${vector(tap + o)} * p${kx + c * stride};`);
    });
    return `{ ${[...reads, ...sums].join('\n  ')} }`;
  };
  const rows = range(inChannels).flatMap((plane) => range(kernel).map((ky) => row(plane, ky)));
  return `let corner = frame.origin + vec2i(cell) * ${stride} + ${crop};\n  ${rows.join('\n  ')}`;
}

function addFeatures(layout: ConvLayout, term: Term, half: boolean, matrices: Float32Array): string {
  const { inGroups, perThread, sourceExtraCells, cells } = layout;
  const { kernel, crop } = term;
  const type = half ? 'mat4x4h' : 'mat4x4f';
  const row = (group: number, ky: number) => {
    const start = `(${group}u * sourceSize.y + first.y + ${ky}u) * sourceSize.x + first.x`;
    const reads = range(kernel + cells - 1).map((x) => `let f${x} = features[start + ${x}u];`);
    const sums = eachSum(layout, (sum, o, c) => {
      const products = range(kernel).map((kx) => {
        const matrix = ((group * kernel + ky) * kernel + kx) * perThread + o;
        return `${type}(${literals(matrices, matrix, 16)}) * f${kx + c}`;
      });
      return half
        ? `${sum} += vec4f(${products.join(' + ')});`
        : products.map((product) => `${sum} += ${product};`).join('\n  ');
    });
    return `{ let start = ${start};\n  ${reads.join(' ')}\n  ${sums} }`;
  };
  const rows = range(inGroups).flatMap((group) => range(kernel).map((ky) => row(group, ky)));
  return /* wgsl */ `
  let sourceSize = frame.cells + ${sourceExtraCells};
  let first = cell + ${crop}u;
  ${rows.join('\n  ')}`;
}

/** Nine digits tell every float from its neighbours. */
function literals(values: Float32Array, index: number, count: number): string {
  return Array.from(values.subarray(index * count, (index + 1) * count), (v) =>
    Number(v.toPrecision(9)),
  ).join(', ');
}
