/**
 * Things that stand in the keep: trees, bushes, railings, crates, lamp posts, torches.
 * @module
 */
import type { MeshBuilder, Vec3 } from '../engine/mesh.ts';
import { cosTurns, hash01, sinTurns } from '../engine/numbers.ts';
import type { Texture } from '../engine/texture.ts';
import type { Materials } from './level.ts';
import type { Lamp } from './map.ts';

/** A leaf card: a square with holes, standing about (x, y, z), turned and tilted. */
function card(
  mesh: MeshBuilder,
  tex: Texture,
  x: number,
  y: number,
  z: number,
  half: number,
  turn: number,
  tilt: number,
  shade: number,
): void {
  const rx = cosTurns(turn) * half;
  const rz = sinTurns(turn) * half;
  const ux = -sinTurns(turn) * sinTurns(tilt) * half;
  const uy = cosTurns(tilt) * half;
  const uz = cosTurns(turn) * sinTurns(tilt) * half;
  const at = (s: number, t: number): Vec3 => [x + rx * s + ux * t, y + uy * t, z + rz * s + uz * t];
  mesh.quad(tex, at(-1, 1), at(1, 1), at(1, -1), at(-1, -1), {
    doubleSided: true,
    glow: [shade, shade * 0.9, shade * 0.86],
  });
}

export function addTree(
  mesh: MeshBuilder,
  m: Materials,
  x: number,
  z: number,
  pick: number,
  seed: number,
): void {
  const tall = 2.1 + pick * 1.2;
  const sides = 6;
  const ring = (k: number, r: number, y: number): Vec3 => [
    x + r * sinTurns(k / sides) + y * 0.06,
    y,
    z - r * cosTurns(k / sides),
  ];
  for (let k = 0; k < sides; k++) {
    mesh.grid(
      m.bark,
      ring(k, 0.12, tall),
      ring(k + 1, 0.12, tall),
      ring(k + 1, 0.24, 0),
      ring(k, 0.24, 0),
      1,
      2,
      {
        uv: [0, 0, 0.3, 2],
      },
    );
  }
  const tex = seed % 3 === 0 ? m.autumn : m.leaves;
  for (let k = 0; k < 26; k++) {
    const a = hash01(k, 0, 1, seed);
    const rise = hash01(k, 0, 2, seed);
    const out = (0.35 + 0.75 * hash01(k, 0, 3, seed)) * (1.15 - rise * 0.75);
    const y = tall - 0.3 + rise * 1.9;
    const west = 0.5 - 0.5 * sinTurns(a); // the sun's side is brighter
    const shade = 0.42 + 0.42 * west + 0.4 * rise;
    card(
      mesh,
      tex,
      x + out * sinTurns(a),
      y,
      z + out * cosTurns(a),
      0.62,
      hash01(k, 0, 4, seed),
      hash01(k, 0, 5, seed) * 0.2 - 0.1,
      shade,
    );
  }
}

export function addBush(mesh: MeshBuilder, m: Materials, x: number, z: number, seed: number): void {
  for (let k = 0; k < 9; k++) {
    const a = hash01(k, 0, 1, seed);
    const out = 0.45 * hash01(k, 0, 3, seed);
    const y = 0.3 + 0.35 * hash01(k, 0, 2, seed);
    card(
      mesh,
      m.leaves,
      x + out * sinTurns(a),
      y,
      z + out * cosTurns(a),
      0.42,
      hash01(k, 0, 4, seed),
      0.03,
      0.4 + y * 0.6,
    );
  }
}

export function addRailing(
  mesh: MeshBuilder,
  m: Materials,
  x0: number,
  z0: number,
  x1: number,
  z1: number,
): void {
  mesh.grid(m.railing, [x0, 1.5, z0], [x1, 1.5, z1], [x1, 0, z1], [x0, 0, z0], 2, 1, { doubleSided: true });
  mesh.box(m.iron, [x0 - 0.06, 0, z0 - 0.06], [x0 + 0.06, 1.65, z0 + 0.06], 1);
  mesh.box(m.iron, [x1 - 0.06, 0, z1 - 0.06], [x1 + 0.06, 1.65, z1 + 0.06], 1);
}

export function addCrates(mesh: MeshBuilder, m: Materials, x: number, z: number, pick: number): void {
  mesh.box(m.planks, [x - 0.6, 0, z - 0.5], [x + 0.3, 0.9, z + 0.4], 0.9);
  mesh.box(m.planks, [x + 0.35, 0, z - 0.2], [x + 0.95, 0.6, z + 0.4], 0.6);
  mesh.box(m.planks, [x - 0.5 + pick * 0.2, 0.9, z - 0.35], [x + 0.1 + pick * 0.2, 1.5, z + 0.25], 0.6);
}

export function addLampPost(mesh: MeshBuilder, m: Materials, x: number, z: number): void {
  mesh.box(m.iron, [x - 0.05, 0, z - 0.05], [x + 0.05, 2.3, z + 0.05], 1);
  mesh.box(m.rough, [x - 0.2, 0, z - 0.2], [x + 0.2, 0.3, z + 0.2], 1);
  // Lantern: four corner bars and a lid, open between.
  for (const [i, k] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const) {
    const bx = x + i * 0.14;
    const bz = z + k * 0.14;
    mesh.box(m.iron, [bx - 0.02, 2.3, bz - 0.02], [bx + 0.02, 2.72, bz + 0.02], 1);
  }
  mesh.box(m.iron, [x - 0.2, 2.72, z - 0.2], [x + 0.2, 2.8, z + 0.2], 1);
  mesh.box(m.iron, [x - 0.17, 2.27, z - 0.17], [x + 0.17, 2.31, z + 0.17], 1);
}

/** The sticks the wall torches burn on. */
export function addTorches(mesh: MeshBuilder, m: Materials, lamps: readonly Lamp[]): void {
  for (const { x, y, z } of lamps) {
    if (y > 2.2) continue;
    mesh.box(m.planks, [x - 0.035, y - 0.55, z - 0.035], [x + 0.035, y - 0.1, z + 0.035], 0.5);
    mesh.box(m.iron, [x - 0.07, y - 0.16, z - 0.07], [x + 0.07, y - 0.06, z + 0.07], 0.5);
  }
}
