/**
 * The city: a square of blocks, on each a tower or two with lit edges and signs.
 * @module
 */
import { type LightModel, type Mesh, MeshBuilder, type Vec3 } from '../engine/mesh.ts';
import { hash, hash01 } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';
import { AMBER, CYAN, facade, LIME, PINK, poster, type Rgb, sign, street, VIOLET } from './textures.ts';

/** Blocks per side, and the distance of their centres. Streets run at multiples of PITCH, 8 units wide. */
export const BLOCKS = 14;
export const PITCH = 20;
const STREET = 8;
/** Half a tower's footprint. */
const HALF = 5.2;
const HUES: readonly Rgb[] = [CYAN, PINK, AMBER, VIOLET, LIME];

const WORDS = ['RAMEN', 'HOTEL', 'ARCADE', 'KAIJU', 'NOODLE', 'LASER', 'RADIO', 'CASINO'] as const;

/** A sign that also throws a halo. */
export interface Halo {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly size: number;
  readonly color: Vec3;
  readonly group: number;
}

/** Light from the street below, in the colour of its quarter, and cel-like steps by facing. */
const cityLight: LightModel = (p, n, out) => {
  const face = n[1]! > 0.5 ? 0.9 : n[0]! > 0.5 ? 1.25 : n[0]! < -0.5 ? 0.8 : n[2]! > 0.5 ? 0.62 : 1;
  const low = Math.max(0, 1 - p[1]! / 12);
  const warm = hash01(Math.floor(p[0]! / 60), Math.floor(p[2]! / 60), 9, 4);
  out.r = face * (0.86 + low * low * (0.4 + 1.1 * warm));
  out.g = face * (0.86 + low * low * 0.25);
  out.b = face * (0.9 + low * low * (1.5 - 0.9 * warm));
};

interface Stock {
  fronts: Texture[];
  signs: Texture[];
  stacks: Texture[];
  posters: Texture[];
  roof: Texture;
  glow: Texture;
}

function stock(seed: number): Stock {
  return {
    fronts: [0.34, 0.5, 0.24, 0.42, 0.6, 0.3].map((lit, i) =>
      facade(seed + i, lit, HUES[i % 5]!, i % 3 === 1),
    ),
    signs: WORDS.map((w, i) => sign(w, HUES[i % 5]!, [30, 8, 40], false, seed + i)),
    stacks: WORDS.map((w, i) => sign(w, HUES[(i + 2) % 5]!, [10, 18, 46], true, seed + i)),
    posters: [poster('NOVA', seed), poster('COLA', seed + 1)],
    roof: makeTexture(64, (u, v) => {
      const vent = (u * 4) % 1 < 0.5 && (v * 3) % 1 < 0.4;
      const k = vent ? 44 : 24;
      return pack(k, k, k * 1.6);
    }),
    glow: makeTexture(4, () => pack(255, 255, 255)),
  };
}

export function buildCity(seed: number): { mesh: Mesh; halos: Halo[] } {
  const mesh = new MeshBuilder();
  const halos: Halo[] = [];
  const s = stock(seed);
  const ground = street(seed, STREET / PITCH);
  for (let j = 0; j <= BLOCKS; j++) {
    for (let i = 0; i <= BLOCKS; i++) {
      const x = i * PITCH;
      const z = j * PITCH;
      const h = PITCH / 2;
      mesh.grid(ground, [x - h, 0, z + h], [x + h, 0, z + h], [x + h, 0, z - h], [x - h, 0, z - h], 2, 2);
      if (i < BLOCKS && j < BLOCKS) addBlock(mesh, s, halos, x + h, z + h, hash(i, j, 0, seed));
    }
  }
  return { mesh: mesh.bake(cityLight), halos };
}

function addBlock(mesh: MeshBuilder, s: Stock, halos: Halo[], x: number, z: number, h: number): void {
  const tall = 10 + ((h & 255) / 255) * ((h >>> 8) & 255) * 0.12;
  const front = s.fronts[(h >>> 16) % s.fronts.length]!;
  const hue = HUES[(h >>> 20) % HUES.length]!;
  const c: Vec3 = [hue[0] / 255, hue[1] / 255, hue[2] / 255];
  tower(mesh, s, front, x, z, HALF, 0, tall, h);
  if (h & 1) trims(mesh, s, x, z, HALF + 0.05, 0.4, tall, c);
  if (h & 2) {
    const upper = tall * 1.35 + 4;
    tower(mesh, s, s.fronts[(h >>> 4) % s.fronts.length]!, x, z, HALF * 0.62, tall, upper, h >>> 3);
    if (h & 4) trims(mesh, s, x, z, HALF * 0.62 + 0.05, tall, upper, c);
    mesh.box(s.glow, [x - 0.12, upper, z - 0.12], [x + 0.12, upper + 5, z + 0.12], 1, {
      glow: [0.3, 0.3, 0.42],
    });
    halos.push({ x, y: upper + 5, z, size: 1.6, color: [1, 0.15, 0.2], group: h & 3 });
  }
  for (let side = 0; side < 4; side++) addSign(mesh, s, halos, x, z, side, hash(h, side), tall);
}

function tower(
  mesh: MeshBuilder,
  s: Stock,
  tex: Texture,
  x: number,
  z: number,
  half: number,
  y0: number,
  y1: number,
  h: number,
): void {
  const tile = 10.4; // one texture = 8 floors
  const u = (h % 8) / 8;
  const v = y1 / tile;
  const nv = Math.max(1, Math.round((y1 - y0) / 6));
  const uv = [u, -v, u + (half * 2) / tile, -y0 / tile] as const;
  const [a, b, c, d] = [x - half, x + half, z - half, z + half];
  mesh.grid(tex, [a, y1, c], [b, y1, c], [b, y0, c], [a, y0, c], 1, nv, { uv });
  mesh.grid(tex, [b, y1, d], [a, y1, d], [a, y0, d], [b, y0, d], 1, nv, { uv });
  mesh.grid(tex, [a, y1, d], [a, y1, c], [a, y0, c], [a, y0, d], 1, nv, { uv });
  mesh.grid(tex, [b, y1, c], [b, y1, d], [b, y0, d], [b, y0, c], 1, nv, { uv });
  mesh.quad(s.roof, [a, y1, d], [b, y1, d], [b, y1, c], [a, y1, c], { uv: [0, 0, 2, 2] });
}

/** Bright lines up the corners and round the roof. */
function trims(
  mesh: MeshBuilder,
  s: Stock,
  x: number,
  z: number,
  half: number,
  y0: number,
  y1: number,
  glow: Vec3,
): void {
  const t = 0.13;
  for (const [i, k] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const) {
    mesh.box(s.glow, [x + i * half - t, y0, z + k * half - t], [x + i * half + t, y1, z + k * half + t], 1, {
      glow,
      top: false,
    });
  }
  for (const k of [-1, 1]) {
    mesh.box(s.glow, [x - half, y1 - t, z + k * half - t], [x + half, y1 + t, z + k * half + t], 1, { glow });
    mesh.box(s.glow, [x + k * half - t, y1 - t, z - half], [x + k * half + t, y1 + t, z + half], 1, { glow });
  }
}

/** A sign flat on one side, or standing out from a corner of it, or none. */
function addSign(
  mesh: MeshBuilder,
  s: Stock,
  halos: Halo[],
  x: number,
  z: number,
  side: number,
  h: number,
  tall: number,
): void {
  const kind = h % 5;
  if (kind > 3) return;
  // Unit vectors: out of the wall, and along it to the right as seen from outside.
  const ox = side === 0 ? 1 : side === 1 ? -1 : 0;
  const oz = side === 2 ? 1 : side === 3 ? -1 : 0;
  const rx = -oz;
  const rz = ox;
  const at = (r: number, y: number, o: number): Vec3 => [
    x + ox * (HALF + o) + rx * r,
    y,
    z + oz * (HALF + o) + rz * r,
  ];
  const w = (h >>> 8) % WORDS.length;
  const y = 3.5 + ((h >>> 12) & 255) * 0.02;
  const lamp = (h >>> 20) & 3;
  const lit = { glow: [0.55, 0.55, 0.55] as Vec3, lamp };
  const hue = HUES[(kind === 1 ? w + 2 : w) % HUES.length]!;
  const color: Vec3 = [hue[0] / 255, hue[1] / 255, hue[2] / 255];
  if (kind === 1) {
    const r = 3.6;
    const top = Math.min(tall - 1, y + 5.5);
    mesh.quad(s.stacks[w]!, at(r, top, 0.3), at(r, top, 1.7), at(r, y - 1, 1.7), at(r, y - 1, 0.3), lit);
    mesh.quad(s.stacks[w]!, at(r, top, 1.7), at(r, top, 0.3), at(r, y - 1, 0.3), at(r, y - 1, 1.7), lit);
    const p = at(r, (top + y) / 2, 1);
    halos.push({ x: p[0], y: p[1], z: p[2], size: 4, color, group: lamp });
  } else if (kind === 2 && tall > 14) {
    const p = s.posters[w & 1]!;
    mesh.grid(
      p,
      at(-3.2, y + 7, 0.25),
      at(3.2, y + 7, 0.25),
      at(3.2, y + 0.6, 0.25),
      at(-3.2, y + 0.6, 0.25),
      1,
      1,
      lit,
    );
  } else {
    mesh.quad(
      s.signs[w]!,
      at(-2.6, y + 1.5, 0.2),
      at(2.6, y + 1.5, 0.2),
      at(2.6, y, 0.2),
      at(-2.6, y, 0.2),
      lit,
    );
    const p = at(0, y + 0.8, 0.4);
    halos.push({ x: p[0], y: p[1], z: p[2], size: 4, color, group: lamp });
  }
}
