/**
 * Dusk: a dome of cloud bands over a line of hills.
 * @module
 */
import { dome } from '../engine/dome.ts';
import type { Mesh } from '../engine/mesh.ts';
import { clamp, cosTurns, fbm, hash, mix, smoothstep } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';

/** The sun's disc, drawn apart because the dome's texels are too coarse for its rim. */
export const SUN_HEIGHT = 0.17;

export function sunTexture(): Texture {
  return makeTexture(128, (u, v) => {
    const d = Math.sqrt((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5));
    const k = d < 0.46 ? 1 : 0;
    return pack(255 * k, 214 * k, 120 * k);
  });
}

/** The dome. The sun's glow is low in the west (-x). */
export function sky(seed: number): Mesh {
  const tex = makeTexture(512, (u, v, x, y) => {
    const h = 1 - v; // 0 horizon … 1 zenith
    const west = 0.5 + 0.5 * cosTurns(u - 0.75);
    const warm = smoothstep(0.55, 0, h) * (0.35 + 0.65 * west);
    const cloud = smoothstep(
      0.44,
      0.72,
      fbm(u, v * 1.0 + fbm(u, v, 4, 2, seed) * 0.05, 6, 5, seed + 1) + 0.1 * (0.6 - h),
    );
    let r = mix(mix(38, 92, h < 0.3 ? 1 - h / 0.3 : 0), 255, warm * 0.9);
    let g = mix(mix(46, 84, h < 0.3 ? 1 - h / 0.3 : 0), 150, warm * 0.8);
    let b = mix(92, 86, warm);
    const star = hash(x, y, 3, seed) % 700 === 0 && h > 0.35 ? 150 * h * (1 - cloud) : 0;
    r = mix(r + star, mix(84, 255, warm), cloud * 0.75);
    g = mix(g + star, mix(70, 138, warm), cloud * 0.75);
    b = mix(b + star, mix(104, 92, warm * 0.8), cloud * 0.75);
    const sun = (u - 0.75) * (u - 0.75) * 36 + (h - SUN_HEIGHT) * (h - SUN_HEIGHT) * 4;
    const glow = clamp(1 - sun * 6, 0, 1);
    r = mix(r, 255, glow * glow * 0.8);
    g = mix(g, 232, glow * glow * 0.6);
    b = mix(b, 170, glow * glow * 0.4);
    const ridge = 0.05 + fbm(u, 0.3, 8, 5, seed + 7) * 0.13;
    const near = 0.02 + fbm(u, 0.7, 16, 4, seed + 8) * 0.09;
    if (h < near) return pack(mix(30, 60, west), mix(34, 42, west), 48);
    if (h < ridge) return pack(mix(58, 120, west), mix(58, 74, west), mix(84, 78, west));
    return pack(r, g, b);
  });
  return dome(tex);
}
