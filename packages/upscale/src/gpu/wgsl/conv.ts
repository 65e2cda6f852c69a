/**
 * What both kinds of convolution shaders share: bindings, bias and activation, and how results are stored.
 *
 * Features lie in planes of four channels: element `(group * height + y) * width + x` is a vec4. With `half` they are f16 in memory.
 *
 * @module
 */
import { biasAt, type ConvLayout } from '../conv-layout.ts';

/** Threads of a workgroup, each way. */
export const GROUP = 8;

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** One line for every cell and group of a thread: its sum is called `sum<cell>_<group>`. */
export function eachSum(
  { cells, perThread }: ConvLayout,
  line: (name: string, group: number, cell: number) => string,
): string {
  const lines = range(cells).flatMap((c) => range(perThread).map((o) => line(`sum${c}_${o}`, o, c)));
  return lines.join('\n  ');
}

export function bindings(layout: ConvLayout, half: boolean): string {
  const vector = half ? 'vec4<f16>' : 'vec4f';
  const { picture, features, pixels } = layout;
  return [
    '@group(0) @binding(0) var<uniform> frame: Frame;',
    picture ? '@group(0) @binding(1) var<storage, read> picture: array<u32>;' : '',
    features ? `@group(0) @binding(2) var<storage, read> features: array<${vector}>;` : '',
    `@group(0) @binding(3) var<storage, read_write> result: array<${pixels ? 'u32' : vector}>;`,
  ].join('\n');
}

/** `max(x, 0) + slope * min(x, 0)`; `vector(i)` gives the i-th vector of weights. */
export function activation(layout: ConvLayout, vector: (index: number) => string): string {
  const { slopes } = layout.pass;
  if (!slopes) return '';
  const plain = slopes.every((slope) => slope === 0);
  return eachSum(layout, (sum, o) => {
    const slope = vector(biasAt(layout) + layout.perThread + o);
    return plain
      ? `${sum} = max(${sum}, vec4f(0));`
      : `${sum} = max(${sum}, vec4f(0)) + ${slope} * min(${sum}, vec4f(0));`;
  });
}

/** Needs `cell`, the first of the thread's cells. */
export function store(layout: ConvLayout, layer: number, half: boolean): string {
  return layout.pixels
    ? storePixels(layout, layout.pixels, layer)
    : storeFeatures(layout, layer, half ? 'vec4h' : 'vec4f');
}

function storeFeatures({ extraCells, perThread, cells }: ConvLayout, layer: number, type: string): string {
  const lines = range(cells).map((c) => {
    const stores = range(perThread).map(
      (o) => `result[place + ${o}u * plane + ${c}u] = ${type}(sum${c}_${o});`,
    );
    return `if (cell.x + ${c}u < size.x) { ${stores.join(' ')} }`;
  });
  return /* wgsl */ `
  let size = frame.cells + ${extraCells};
  let plane = size.x * size.y;
  let place = ${layer * perThread}u * plane + cell.y * size.x + cell.x;
  if (cell.y < size.y) {
    ${lines.join('\n    ')}
  }`;
}

/**
 * Channel `row * block + column` is that pixel of the cell's block. The graph has added 0.5: clamp, then truncate. Rows of the plane have room
 * for the thread's last cell, also where the picture has not.
 */
function storePixels(
  { cells }: ConvLayout,
  { block, rows }: { block: number; rows: number },
  layer: number,
): string {
  const words = (block * cells) / 4;
  const value = (row: number, x: number) => {
    const channel = row * block + (x % block);
    return `sum${Math.floor(x / block)}_${channel >> 2}[${channel & 3}]`;
  };
  const lines = range(rows).flatMap((row) =>
    range(words).map((w) => {
      const four = range(4).map((i) => value(row, w * 4 + i));
      return `result[place + ${row}u * frame.rowWords + ${w}u] = packed(vec4f(${four.join(', ')}));`;
    }),
  );
  return /* wgsl */ `
  if (cell.x < frame.cells.x && cell.y < frame.cells.y) {
    let place = (cell.y * ${block}u + ${layer * rows}u) * frame.rowWords + cell.x / ${cells}u * ${words}u;
    ${lines.join('\n    ')}
  }`;
}
