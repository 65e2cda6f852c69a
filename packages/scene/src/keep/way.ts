/**
 * The walk through the keep.
 * @module
 */
import { columnX, rowZ } from './map.ts';

/** Column and row of its points (fractions: within a cell), once round: court, gate, hall, garden and back. */
const WAY: readonly (readonly [number, number])[] = [
  [3.5, 5],
  [5.5, 4],
  [8, 4.6],
  [10.5, 5.5],
  [12.5, 5.9],
  [14.6, 5.3],
  [16.7, 4.6],
  [17.2, 2.4],
  [19.4, 2.1],
  [20, 4.6],
  [19.4, 6.8],
  [17, 6.8],
  [14.7, 7],
  [14, 8.6],
  [14.8, 10.2],
  [15, 12],
  [15.2, 14],
  [16.2, 15.6],
  [19.5, 15.4],
  [20.6, 16.4],
  [18, 16.6],
  [14, 16.2],
  [10.5, 16],
  [8, 15.9],
  [5.4, 15.4],
  [4.5, 13.6],
  [4.5, 11.5],
  [4.4, 9.4],
  [4.2, 8],
  [3.4, 6.4],
];

/** The way's points as x, z pairs for a closed path. */
export function wayPoints(): number[] {
  return WAY.flatMap(([column, row]) => [columnX(column), rowZ(row)]);
}
