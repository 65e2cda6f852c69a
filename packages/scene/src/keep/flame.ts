/**
 * Four frames of a flame.
 * @module
 */
import { clamp, noise, smoothstep } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';

export function flameTexture(seed: number): Texture[] {
  return [0, 1, 2, 3].map((frame) =>
    makeTexture(64, (u, v) => {
      const rise = 1 - v;
      const sway = (noise(rise * 3 + frame, 0.5, 16, seed + frame) - 0.5) * 0.5 * rise;
      const lick = noise(u * 6, v * 6 + frame * 4, 32, seed) * 0.5;
      const x = Math.abs(u - 0.5 - sway) * 2;
      const body = (0.85 * smoothstep(0, 0.22, rise) * (1 - rise) + 0.06) * (0.75 + lick);
      const k = clamp(1 - x / body, 0, 1) * smoothstep(1, 0.8, rise);
      return pack(330 * k, 60 * k + 190 * k * k, 120 * k * k * k);
    }),
  );
}
