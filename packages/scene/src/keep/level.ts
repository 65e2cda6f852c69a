/**
 * Raises the keep from its plan: floors, walls with battlements, arches, roof, pillars.
 * @module
 */
import { type Mesh, MeshBuilder, type Vec3 } from '../engine/mesh.ts';
import { cosTurns, hash01, sinTurns } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';
import { keepLight } from './light.ts';
import * as map from './map.ts';
import { ARCH, CEILING, CELL, cellAt, columnX, isRoofed, isSolid, rowZ } from './map.ts';
import { addBush, addCrates, addLampPost, addRailing, addTree } from './props.ts';
import * as paint from './textures.ts';

export interface Materials {
  stone: Texture;
  rough: Texture;
  cobbles: Texture;
  flags: Texture;
  grass: Texture;
  planks: Texture;
  beams: Texture;
  leaves: Texture;
  autumn: Texture;
  bark: Texture;
  railing: Texture;
  glass: Texture;
  iron: Texture;
  banners: Texture[];
}

export function makeMaterials(seed: number): Materials {
  return {
    stone: paint.stone(seed),
    rough: paint.stone(seed + 40),
    cobbles: paint.cobbles(seed + 1),
    flags: paint.flags(seed + 2),
    grass: paint.grass(seed + 3),
    planks: paint.planks(seed + 4, 1),
    beams: paint.planks(seed + 5, 0.6),
    leaves: paint.leaves(seed + 6),
    autumn: paint.leaves(seed + 60),
    bark: paint.bark(seed + 7),
    railing: paint.railing(seed + 8),
    glass: paint.glass(seed + 9),
    iron: makeTexture(32, (_u, v) => pack(52 + v * 30, 50 + v * 28, 54 + v * 26)),
    banners: [paint.banner(seed + 10, 'EMBER'), paint.banner(seed + 11, 'KEEP')],
  };
}

/** Builds everything that stands still. */
export function buildLevel(seed: number, m: Materials): Mesh {
  const mesh = new MeshBuilder();
  for (let row = 0; row < map.ROWS; row++) {
    for (let column = 0; column < map.COLUMNS; column++) {
      const c = cellAt(column, row);
      if (isSolid(c)) addBattlement(mesh, m, column, row, c === 'T');
      else addOpenCell(mesh, m, column, row, c, seed);
    }
  }
  return mesh.bake(keepLight(map.lamps()));
}

function addOpenCell(
  mesh: MeshBuilder,
  m: Materials,
  column: number,
  row: number,
  c: string,
  seed: number,
): void {
  const x0 = columnX(column);
  const x1 = x0 + CELL;
  const z1 = rowZ(row);
  const z0 = z1 - CELL;
  const roofed = isRoofed(c);
  const floor = roofed ? m.flags : ',tbfi'.includes(c) ? m.grass : m.cobbles;
  mesh.grid(floor, [x0, 0, z1], [x1, 0, z1], [x1, 0, z0], [x0, 0, z0], 2, 2, {
    uv: [0, 0, 1, 1],
  });
  if (roofed) {
    const y = c === 'a' ? ARCH : CEILING;
    mesh.grid(c === 'a' ? m.stone : m.beams, [x0, y, z0], [x1, y, z0], [x1, y, z1], [x0, y, z1], 2, 2);
    if (c !== 'a' && column % 3 === 0)
      mesh.box(m.beams, [x0, y - 0.3, z0], [x0 + 0.3, y, z1], 2, { top: false });
    if (c === 'P') addPillar(mesh, m, x0 + 1, z0 + 1);
  }
  for (const [dc, dr] of [
    [0, -1],
    [0, 1],
    [-1, 0],
    [1, 0],
  ] as const) {
    const other = cellAt(column + dc, row + dr);
    // The side's ends, left to right as seen from inside the cell.
    const [l, r]: [Vec3, Vec3] =
      dr === -1
        ? [
            [x0, 0, z1],
            [x1, 0, z1],
          ]
        : dr === 1
          ? [
              [x1, 0, z0],
              [x0, 0, z0],
            ]
          : dc === -1
            ? [
                [x0, 0, z0],
                [x0, 0, z1],
              ]
            : [
                [x1, 0, z1],
                [x1, 0, z0],
              ];
    if (isSolid(other))
      addWall(
        mesh,
        m,
        l,
        r,
        0,
        roofed ? (c === 'a' ? ARCH : CEILING) : other === 'T' ? map.TOWER : map.WALL,
        hash01(column, row, dc * 2 + dr, seed),
        c,
      );
    else if (other === 'a' && c !== 'a') addWall(mesh, m, l, r, ARCH, map.WALL, -1, c);
  }
  const at = hash01(column, row, 1, seed);
  if (c === 't') addTree(mesh, m, x0 + 1, z0 + 1, at, seed + row * 31 + column);
  else if (c === 'b') addBush(mesh, m, x0 + 1, z0 + 1, seed + row * 17 + column);
  else if (c === 'c') addCrates(mesh, m, x0 + 1, z0 + 1, at);
  else if (c === 'f') addRailing(mesh, m, x0, z0 + 1, x1, z0 + 1);
  else if (c === 'i') addRailing(mesh, m, x0 + 1, z0, x0 + 1, z1);
  else if (c === 'l') addLampPost(mesh, m, x0 + 1, z0 + 1);
}

/** A wall side from y0 to y1, with now and then a window or a banner (`pick` 0…1; below 0 never). */
function addWall(
  mesh: MeshBuilder,
  m: Materials,
  l: Vec3,
  r: Vec3,
  y0: number,
  y1: number,
  pick: number,
  c: string,
): void {
  const tex = isRoofed(c) ? m.stone : m.rough;
  const nv = Math.max(1, Math.round(y1 - y0));
  mesh.grid(tex, [l[0], y1, l[2]], [r[0], y1, r[2]], [r[0], y0, r[2]], [l[0], y0, l[2]], 2, nv, {
    uv: [0, -y1 / CELL, 1, -y0 / CELL],
  });
  if (pick < 0 || c === 'a') return;
  const inward: Vec3 = [(l[2] - r[2]) / CELL, 0, (r[0] - l[0]) / CELL];
  const panel = (t: Texture, s0: number, s1: number, lo: number, hi: number, off: number, glow?: Vec3) => {
    const at = (s: number, y: number): Vec3 => [
      l[0] + (r[0] - l[0]) * s - inward[0] * off,
      y,
      l[2] + (r[2] - l[2]) * s - inward[2] * off,
    ];
    mesh.quad(t, at(s0, hi), at(s1, hi), at(s1, lo), at(s0, lo), { glow });
  };
  if (pick < 0.2) panel(m.banners[pick < 0.1 ? 0 : 1]!, 0.24, 0.76, 1.1, 3.5, 0.04);
  else if (pick < 0.42)
    panel(m.glass, 0.28, 0.72, 1.4, 3.2, 0.02, isRoofed(c) ? [1.1, 0.95, 0.85] : [1, 0.86, 0.7]);
}

function addBattlement(mesh: MeshBuilder, m: Materials, column: number, row: number, tower: boolean): void {
  const x = columnX(column);
  const z = rowZ(row) - CELL;
  const y = tower ? map.TOWER : map.WALL;
  if (tower) {
    // What shows of a tower above the walls beside it, jutting out a little.
    mesh.box(m.rough, [x - 0.2, map.WALL, z - 0.2], [x + 2.2, y, z + 2.2], CELL);
    const slit: Vec3 = [1, 0.8, 0.45];
    mesh.box(m.glass, [x + 0.8, 5, z - 0.22], [x + 1.2, 6, z + 2.22], 1, {
      glow: slit,
      uv: [0.3, 0.3, 0.7, 0.9],
    });
    mesh.box(m.glass, [x - 0.22, 5, z + 0.8], [x + 2.22, 6, z + 1.2], 1, {
      glow: slit,
      uv: [0.3, 0.3, 0.7, 0.9],
    });
  }
  const p = tower ? 0.2 : 0;
  for (const [i, k] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const bx = x + (i ? CELL + p - 0.55 : -p);
    const bz = z + (k ? CELL + p - 0.55 : -p);
    mesh.box(m.rough, [bx, y, bz], [bx + 0.55, y + 0.6, bz + 0.55], CELL);
  }
}

function addPillar(mesh: MeshBuilder, m: Materials, x: number, z: number): void {
  const sides = 8;
  const ring = (k: number, radius: number, y: number): Vec3 => [
    x + radius * sinTurns(k / sides),
    y,
    z - radius * cosTurns(k / sides),
  ];
  const shaft = (r0: number, r1: number, y0: number, y1: number, nv: number) => {
    for (let k = 0; k < sides; k++) {
      const u = (k % 4) / 4;
      mesh.grid(m.stone, ring(k, r1, y1), ring(k + 1, r1, y1), ring(k + 1, r0, y0), ring(k, r0, y0), 1, nv, {
        uv: [u, -y1 / CELL, u + 0.25, -y0 / CELL],
      });
    }
  };
  shaft(0.62, 0.62, 0, 0.3, 1);
  shaft(0.62, 0.4, 0.3, 0.5, 1);
  shaft(0.4, 0.36, 0.5, 3.3, 3);
  shaft(0.36, 0.75, 3.3, CEILING, 1);
}
