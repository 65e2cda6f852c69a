/**
 * Systematic Reed-Solomon parity over GF(2^8) with a Cauchy matrix: any `n` of the `n + k` packets of a frame rebuild it.
 *
 * Parity row `j` over shard `i` has the coefficient `1 / ((255 - j) xor i)`. The two number ranges never meet while `n + k` stays
 * under 256, so every square part of the matrix is invertible (Blömer et al., "An XOR-based erasure-resilient coding scheme", 1995).
 * A row does not depend on how many rows there are: parity can be added later to a frame already sent.
 */

import { addScaled, invert, multiply, scale } from './gf256.ts';

/** Shards and parity together; one short of the field's size. */
export const MAX_FEC_SHARDS = 255;

function coefficient(parityRow: number, shardIndex: number): number {
  return invert((255 - parityRow) ^ shardIndex);
}

/**
 * Parity packets of `size` bytes each for `shards`, which may be shorter than `size` (they count as padded with 0).
 * Needs `shards.length + parityCount <= MAX_FEC_SHARDS`.
 */
export function encodeParity(
  shards: readonly Uint8Array[],
  parityCount: number,
  size: number,
): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: parityCount }, (_, row) => {
    const parity = new Uint8Array(size);
    shards.forEach((shard, i) => {
      addScaled(parity, shard, coefficient(row, i));
    });
    return parity;
  });
}

/** Parity that arrived: its row and its bytes. */
export interface ParityPacket {
  readonly row: number;
  readonly bytes: Uint8Array;
}

/**
 * Rebuilds the missing shards.
 *
 * @param shards all data shards in order, `undefined` where one is missing
 * @param parity at least as many as shards are missing
 * @returns the missing shards in order, each `size` bytes (a short last shard with its padding), or `undefined` with too little parity
 */
export function recoverShards(
  shards: readonly (Uint8Array | undefined)[],
  parity: readonly ParityPacket[],
  size: number,
): Uint8Array[] | undefined {
  const missing = shards.flatMap((shard, i) => (shard ? [] : [i]));
  if (parity.length < missing.length) return undefined;
  const used = parity.slice(0, missing.length);
  const sums = used.map((packet) => withoutKnownShards(packet, shards, size));
  const matrix = used.map((packet) => missing.map((i) => coefficient(packet.row, i)));
  return solve(matrix, sums);
}

function withoutKnownShards(
  packet: ParityPacket,
  shards: readonly (Uint8Array | undefined)[],
  size: number,
): Uint8Array {
  const sum = new Uint8Array(size);
  sum.set(packet.bytes.subarray(0, size));
  shards.forEach((shard, i) => {
    if (shard) addScaled(sum, shard, coefficient(packet.row, i));
  });
  return sum;
}

/** Gauss-Jordan elimination; a Cauchy matrix never has a zero pivot. `matrix` and `sums` are overwritten. */
function solve(matrix: number[][], sums: Uint8Array[]): Uint8Array[] {
  for (let pivot = 0; pivot < matrix.length; pivot++) {
    const row = matrix[pivot]!;
    const inverse = invert(row[pivot]!);
    for (let c = 0; c < row.length; c++) row[c] = multiply(row[c]!, inverse);
    scale(sums[pivot]!, inverse);
    eliminate(matrix, sums, pivot);
  }
  return sums;
}

function eliminate(matrix: number[][], sums: Uint8Array[], pivot: number): void {
  const pivotRow = matrix[pivot]!;
  matrix.forEach((row, r) => {
    const factor = row[pivot]!;
    if (r === pivot || factor === 0) return;
    for (let c = 0; c < row.length; c++) row[c] = row[c]! ^ multiply(factor, pivotRow[c]!);
    addScaled(sums[r]!, sums[pivot]!, factor);
  });
}
