/**
 * Numbers that are the same on every machine.
 *
 * `Math.sin`, `Math.pow` and friends may differ in the last bit between engines; `+ - * /` and `Math.sqrt` may not.
 * Everything a scene computes is made of the latter, so that a frame's hash can be compared across machines.
 * @module
 */

/** sin(2π·turns). Polynomial, error below 4e-6. */
export function sinTurns(turns: number): number {
  let t = turns - Math.floor(turns);
  // Fold into ±1/4 turn, where the polynomial is good.
  if (t > 0.75) t -= 1;
  else if (t > 0.25) t = 0.5 - t;
  const x = t * 6.283185307179586;
  const q = x * x;
  return x * (1 - (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - q / 110)))));
}

/** cos(2π·turns). */
export function cosTurns(turns: number): number {
  return sinTurns(turns + 0.25);
}

/** Angle of (x, y) in turns, -0.5 … 0.5, error below 1e-4. */
export function angleTurns(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const big = Math.max(ax, ay);
  if (big === 0) return 0;
  const q = Math.min(ax, ay) / big;
  const s = q * q;
  let a = q * (0.15912 + s * (-0.05187 + s * (0.02413 - s * 0.00638)));
  if (ay > ax) a = 0.25 - a;
  if (x < 0) a = 0.5 - a;
  return y < 0 ? -a : a;
}

/** A 32-bit hash of up to three integers and a seed. */
export function hash(x: number, y = 0, z = 0, seed = 0): number {
  let h =
    Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(z | 0, 0x9e3779b1) ^ (seed | 0);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same as a fraction 0 ≤ f < 1. */
export function hash01(x: number, y = 0, z = 0, seed = 0): number {
  return hash(x, y, z, seed) / 4294967296;
}

export function clamp(v: number, lo: number, hi: number): number {
  return Math.max(lo, Math.min(hi, v));
}

export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** 0 below `lo`, 1 above `hi`, smooth between; also works with lo > hi. */
export function smoothstep(lo: number, hi: number, v: number): number {
  const t = clamp((v - lo) / (hi - lo), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Value noise 0…1 that repeats every `period` lattice cells. */
export function noise(x: number, y: number, period: number, seed: number): number {
  const xf = Math.floor(x);
  const yf = Math.floor(y);
  const tx = x - xf;
  const ty = y - yf;
  const x0 = ((xf % period) + period) % period;
  const y0 = ((yf % period) + period) % period;
  const x1 = (x0 + 1) % period;
  const y1 = (y0 + 1) % period;
  const sx = tx * tx * (3 - 2 * tx);
  const sy = ty * ty * (3 - 2 * ty);
  const top = mix(hash01(x0, y0, 0, seed), hash01(x1, y0, 0, seed), sx);
  const bottom = mix(hash01(x0, y1, 0, seed), hash01(x1, y1, 0, seed), sx);
  return mix(top, bottom, sy);
}

/** Sum of `octaves` of {@link noise}, normalised to 0…1; u, v in 0…1 tile seamlessly. */
export function fbm(u: number, v: number, period: number, octaves: number, seed: number): number {
  let sum = 0;
  let weight = 0;
  let amp = 1;
  let p = period;
  for (let o = 0; o < octaves; o++) {
    sum += amp * noise(u * p, v * p, p, seed + o * 101);
    weight += amp;
    amp *= 0.5;
    p *= 2;
  }
  return sum / weight;
}

/** Result of {@link cells}, overwritten by each call. */
export const cellHit = { edge: 0, id: 0, distance: 0 };

/** Cellular noise: nearest and second nearest of one point per lattice cell. Writes {@link cellHit}. */
export function cells(u: number, v: number, period: number, seed: number, jitter = 0.8): typeof cellHit {
  const x = u * period;
  const y = v * period;
  const xf = Math.floor(x);
  const yf = Math.floor(y);
  let d1 = 99;
  let d2 = 99;
  let id = 0;
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const cx = (((xf + i) % period) + period) % period;
      const cy = (((yf + j) % period) + period) % period;
      const h = hash(cx, cy, 7, seed);
      const px = xf + i + 0.5 + ((h & 0xffff) / 65536 - 0.5) * jitter;
      const py = yf + j + 0.5 + ((h >>> 16) / 65536 - 0.5) * jitter;
      const d = Math.sqrt((px - x) * (px - x) + (py - y) * (py - y));
      if (d < d1) {
        d2 = d1;
        d1 = d;
        id = h;
      } else if (d < d2) d2 = d;
    }
  }
  cellHit.edge = d2 - d1;
  cellHit.distance = d1;
  cellHit.id = id;
  return cellHit;
}
