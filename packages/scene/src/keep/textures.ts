/**
 * What the keep is built of. Everything is painted from the seed; nothing is loaded.
 * @module
 */
import { inkAt } from '../engine/font.ts';
import { cells, clamp, fbm, hash01, mix, noise, sinTurns, smoothstep } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';

const SIZE = 256;

/** Cut stone in courses with mortar, chips and moss. */
export function stone(seed: number): Texture {
  const rows = 8;
  return makeTexture(SIZE, (u, v) => {
    const warpU = u + (fbm(u, v, 8, 2, seed + 5) - 0.5) * 0.02;
    const warpV = v + (fbm(u, v, 8, 2, seed + 6) - 0.5) * 0.02;
    const row = Math.floor(warpV * rows);
    const across = warpU * 4 + (row & 1) * 0.5 + hash01(row, 3, 0, seed) * 0.2;
    const col = Math.floor(across);
    const fx = (across - col) * 2;
    const fy = warpV * rows - row;
    const edge = Math.min(fx, 2 - fx, fy, 1 - fy);
    const tone = hash01(((col % 4) + 4) % 4, row & 7, 1, seed);
    const grain = fbm(u, v, 32, 3, seed + 1);
    const body = 78 + tone * 44 + (grain - 0.5) * 90;
    const bevel = smoothstep(0.04, 0.2, edge);
    const lit = fy < 0.2 ? 18 * (1 - bevel) : fy > 0.8 ? -22 * (1 - bevel) : 0;
    const mortar = smoothstep(0.035, 0.075, edge);
    const k = mix(34 + grain * 22, body + lit, mortar);
    const moss = smoothstep(0.56, 0.72, fbm(u, v, 4, 4, seed + 2)) * (1.1 - mortar * 0.55);
    return pack(mix(k * 1.03, k * 0.55, moss), mix(k * 0.98, k * 0.82, moss), mix(k * 0.92, k * 0.38, moss));
  });
}

/** Round cobbles. */
export function cobbles(seed: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const c = cells(u, v, 9, seed, 0.7);
    const tone = (c.id & 255) / 255;
    const dome = clamp(1 - c.distance * 1.25, 0, 1);
    const joint = smoothstep(0.05, 0.18, c.edge);
    const grain = fbm(u, v, 32, 2, seed + 1);
    const k = mix(30 + grain * 24, 62 + tone * 46 + dome * 40 + (grain - 0.5) * 46, joint);
    return pack(k * 1.04, k * 0.99, k * 0.95);
  });
}

/** Flagstones of the hall, with a rune cut into every fourth. */
export function flags(seed: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const fx = (u * 2) % 1;
    const fy = (v * 2) % 1;
    const edge = Math.min(fx, 1 - fx, fy, 1 - fy);
    const tile = hash01(Math.floor(u * 2), Math.floor(v * 2), 0, seed);
    const grain = fbm(u, v, 16, 4, seed);
    const vein = Math.abs(fbm(u, v, 6, 3, seed + 9) - 0.5) < 0.018 ? -26 : 0;
    let k = mix(30, 84 + tile * 34 + (grain - 0.5) * 80 + vein, smoothstep(0.01, 0.035, edge));
    const r = Math.sqrt((fx - 0.5) * (fx - 0.5) + (fy - 0.5) * (fy - 0.5));
    if (u < 0.5 === v < 0.5 && (Math.abs(r - 0.3) < 0.022 || Math.abs(r - 0.38) < 0.012)) k *= 0.55;
    return pack(k * 1.02, k * 0.94, k * 0.86);
  });
}

/** Blades of grass, and daisies. */
export function grass(seed: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const blade = noise(u * 96, v * 24, 96, seed) * 0.6 + noise(u * 48, v * 48, 48, seed + 1) * 0.4;
    const patch = fbm(u, v, 4, 3, seed + 2);
    const k = 0.55 + blade * 0.75;
    const c = cells(u, v, 14, seed + 3, 0.9);
    if (c.distance < 0.13 && c.id % 5 === 0)
      return c.distance < 0.05 ? pack(220, 190, 60) : pack(215, 215, 205);
    return pack((52 + patch * 46) * k, (78 + patch * 34) * k, (30 + patch * 8) * k);
  });
}

/** Planks; `dark` for beams. */
export function planks(seed: number, dark: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const n = Math.floor(u * 6);
    const f = u * 6 - n;
    const tone = 0.78 + hash01(n, 1, 0, seed) * 0.4;
    const ring = sinTurns(noise(u * 24, v * 3, 24, seed) * 3.5 + n * 0.31);
    const gap = f < 0.06 || f > 0.95 ? 0.35 : f < 0.12 ? 1.2 : 1;
    const nail = Math.abs(f - 0.5) < 0.09 && Math.abs(((v * 4) % 1) - 0.06) < 0.016 ? 0.4 : 1;
    const k = (tone + ring * 0.09 + (fbm(u, v, 32, 2, seed) - 0.5) * 0.3) * gap * nail * dark;
    return pack(132 * k, 90 * k, 52 * k);
  });
}

/** A cluster of leaves with holes between. */
export function leaves(seed: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const c = cells(u, v, 13, seed, 0.95);
    const rim = 2 * Math.sqrt((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5));
    const solid = c.distance < 0.46 && rim + (((c.id >>> 8) & 255) / 255) * 0.35 < 1.05;
    const tone = 0.62 + ((c.id & 255) / 255) * 0.62 - c.distance * 0.5;
    const warm = ((c.id >>> 16) & 15) === 0 ? 1.7 : 1;
    return pack(92 * tone * warm, 128 * tone, 42 * tone, solid ? 255 : 0);
  });
}

/** Iron railing with spear heads; transparent between the bars. */
export function railing(seed: number): Texture {
  return makeTexture(SIZE, (u, v) => {
    const f = (u * 8) % 1;
    const d = Math.abs(f - 0.5);
    const spear = v < 0.16 ? d < 0.24 * smoothstep(0, 0.1, v) * smoothstep(0.2, 0.1, v) : d < 0.1;
    const rail = (v > 0.2 && v < 0.245) || (v > 0.86 && v < 0.905);
    const ring = Math.abs(Math.sqrt((f - 0.5) * (f - 0.5) + (v - 0.32) * (v - 0.32) * 64) - 0.4) < 0.09;
    const k = 46 + noise(u * 32, v * 32, 32, seed) * 26 + (d < 0.04 || (v > 0.2 && v < 0.215) ? 40 : 0);
    return pack(k, k * 1.02, k * 1.12, spear || rail || ring ? 255 : 0);
  });
}

/** A hanging banner: two fields, a border, a tower, torn below. */
export function banner(seed: number, word: string): Texture {
  return makeTexture(SIZE, (u, v) => {
    const weave = 0.84 + 0.22 * noise(u * 128, v * 128, 128, seed);
    const torn = v > 0.93 - Math.abs(u - 0.5) * 0.22 + (hash01(Math.floor(u * 24), 0, 0, seed) - 0.5) * 0.05;
    const border = Math.min(u, 1 - u) < 0.07 || v < 0.04;
    const tower =
      (Math.abs(u - 0.5) < 0.16 && v > 0.26 && v < 0.6) ||
      (Math.abs(u - 0.5) < 0.22 && v > 0.2 && v < 0.28 && Math.floor(u * 22) % 2 === 0);
    const gate = Math.abs(u - 0.5) < 0.06 && v > 0.46;
    const k = Math.floor((u - 0.14) / (0.72 / word.length));
    const at = (u - 0.14 - k * (0.72 / word.length)) / (0.72 / word.length);
    const ink = k >= 0 && k < word.length ? inkAt(word.charCodeAt(k), at, (v - 0.66) / 0.15) : 0;
    const gold = border || (tower && !gate) || ink > 0.5;
    const field = u < 0.5 ? [150, 26, 30] : [112, 18, 28];
    const c = gold ? [214, 168, 66] : field;
    return pack(c[0]! * weave, c[1]! * weave, c[2]! * weave, torn ? 0 : 255);
  });
}

/** Stained glass in lead, bright. */
export function glass(seed: number): Texture {
  const hues = [
    [250, 196, 84],
    [232, 120, 60],
    [120, 170, 240],
    [190, 70, 90],
    [250, 226, 150],
  ];
  return makeTexture(128, (u, v) => {
    const arch = v < 0.4 ? (u - 0.5) * (u - 0.5) * 6.25 + (v - 0.4) * (v - 0.4) * 6.25 < 1 : true;
    const rim = Math.min(u, 1 - u) < 0.1 || v > 0.94;
    if (!arch || rim) return pack(70, 64, 60);
    const c = cells(u, v, 7, seed, 0.75);
    if (c.edge < 0.1 || Math.abs(u - 0.5) < 0.02) return pack(24, 20, 22);
    const h = hues[c.id % hues.length]!;
    const k = 0.8 + 0.2 * noise(u * 16, v * 16, 16, seed);
    return pack(h[0]! * k, h[1]! * k, h[2]! * k);
  });
}

/** Bark. */
export function bark(seed: number): Texture {
  return makeTexture(128, (u, v) => {
    const k = 0.45 + fbm(u, v * 0.25, 16, 3, seed) * 0.9;
    return pack(86 * k, 68 * k, 52 * k);
  });
}

/** Forged metal with a fuller down the middle. */
export function steel(seed: number): Texture {
  return makeTexture(128, (u, v) => {
    const k =
      150 +
      (noise(u * 4, v * 64, 64, seed) - 0.5) * 50 +
      (Math.abs(u - 0.5) < 0.1 ? -52 : 0) +
      (u > 0.86 ? 60 : 0);
    return pack(k * 0.95, k, k * 1.08);
  });
}
