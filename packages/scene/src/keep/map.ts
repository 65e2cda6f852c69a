/**
 * The keep's ground plan: a west court and a garden under the sky, a pillared hall in the east, a gate passage between.
 *
 * `#` wall, `T` tower; `.` cobbles, `,` grass, `h` hall floor (roofed), `a` archway; on them: `t` tree, `b` bush,
 * `c` crates, `P` pillar (hall), `f` railing along x, `i` railing along z, `l` lamp post.
 * Cells are CELL units wide; row 0 is the north edge.
 * @module
 */
export const PLAN = [
  'T###########T##########T',
  '#,,,,......,#hhhhhhhhhh#',
  '#,t,.......,#hhhhhhhhhh#',
  '#,b,..l..c..#hhPhhPhhPh#',
  '#,........c.#hhhhhhhhhh#',
  '#...........ahhhhhhhhhh#',
  '#...........ahhhhhhhhhh#',
  '#ff..TT..ff,#hhhhhhhhhh#',
  '#,,..TT..,,,#hhPhhPhhPh#',
  '#,t......,t,#hhhhhhhhhh#',
  '#,b......,b,#hhhhhhhhhh#',
  '####a#####T###aa########',
  '#,,,.,,i,,,#,,..,,,t,,,#',
  '#,t,.,,i,t,i,b..l,,,,b,#',
  '#,,,..b..,,i,,..,,tff,,#',
  '#.l........i,.........,#',
  '#.....................,#',
  '#,,.,,,l,,..,,,..b,,t,.#',
  '#,t,b,t,,b,.,t,.,,ff,,,#',
  'T######################T',
] as const;

export const CELL = 2;
export const COLUMNS = PLAN[0].length;
export const ROWS = PLAN.length;
/** Heights: walls, towers, hall ceiling, crown of an arch. */
export const WALL = 4;
export const TOWER = 7;
export const CEILING = 4;
export const ARCH = 2.75;

/** The letter of a cell; outside is wall. Row 0 lies at the largest z. */
export function cellAt(column: number, row: number): string {
  return PLAN[row]?.[column] ?? '#';
}

export function isSolid(c: string): boolean {
  return c === '#' || c === 'T';
}

export function isRoofed(c: string): boolean {
  return c === 'h' || c === 'P' || c === 'a';
}

/** World x of a column's west side, and z of a row's north side. */
export const columnX = (column: number): number => column * CELL;
export const rowZ = (row: number): number => (ROWS - row) * CELL;

/** The letter of the cell over a world point. */
export function cellOver(x: number, z: number): string {
  return cellAt(Math.floor(x / CELL), Math.floor(ROWS - z / CELL));
}

/** A torch or lamp: where, which flicker group, how bright. */
export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly group: number;
  readonly power: number;
}

/** Torches on the walls given by (column, row, side), lamp posts from the plan. */
export function lamps(): Lamp[] {
  const list: Lamp[] = [];
  const wall = (column: number, row: number, side: 'n' | 's' | 'e' | 'w') => {
    const dx = side === 'e' ? 0.88 : side === 'w' ? -0.88 : 0;
    const dz = side === 'n' ? 0.88 : side === 's' ? -0.88 : 0;
    const x = columnX(column) + 1 + dx;
    const z = rowZ(row) - 1 + dz;
    list.push({ x, y: 2.1, z, group: list.length & 3, power: 1.25 });
  };
  wall(11, 4, 'e');
  wall(11, 7, 'e');
  wall(5, 1, 'n');
  wall(9, 1, 'n');
  wall(1, 5, 'w');
  wall(5, 6, 's');
  wall(6, 9, 'n');
  wall(13, 4, 'w');
  wall(13, 7, 'w');
  wall(15, 1, 'n');
  wall(18, 1, 'n');
  wall(21, 1, 'n');
  wall(22, 3, 'e');
  wall(22, 8, 'e');
  wall(17, 10, 's');
  wall(20, 10, 's');
  wall(13, 12, 'n');
  wall(16, 12, 'n');
  wall(3, 12, 'n');
  wall(5, 12, 'n');
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      if (cellAt(column, row) !== 'l') continue;
      list.push({ x: columnX(column) + 1, y: 2.5, z: rowZ(row) - 1, group: list.length & 3, power: 1.5 });
    }
  }
  return list;
}
