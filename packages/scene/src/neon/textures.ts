/**
 * Night city: facades, streets, signs.
 * @module
 */
import { inkAt } from '../engine/font.ts';
import { clamp, cosTurns, fbm, hash, hash01, mix, noise, smoothstep } from '../engine/numbers.ts';
import { makeTexture, pack, type Texture } from '../engine/texture.ts';

export type Rgb = readonly [number, number, number];
export const CYAN: Rgb = [60, 240, 255];
export const PINK: Rgb = [255, 50, 170];
export const AMBER: Rgb = [255, 176, 60];
export const LIME: Rgb = [150, 255, 90];
export const VIOLET: Rgb = [150, 90, 255];

/** A facade of 8 x 8 windows; `wide` joins them to bands. */
export function facade(seed: number, lit: number, hue: Rgb, wide: boolean): Texture {
  return makeTexture(256, (u, v) => {
    const cols = wide ? 4 : 8;
    const cx = Math.floor(u * cols);
    const cy = Math.floor(v * 8);
    const fx = u * cols - cx;
    const fy = v * 8 - cy;
    const h = hash01(cx, cy, 0, seed);
    const grain = noise(u * 64, v * 64, 64, seed) * 7;
    const rib = fx < 0.06 || fx > 0.94 ? 12 : 0;
    const inside = wide
      ? fx > 0.08 && fx < 0.92 && fy > 0.3 && fy < 0.78
      : fx > 0.2 && fx < 0.8 && fy > 0.18 && fy < 0.8;
    if (!inside) return pack(20 + grain + rib, 21 + grain + rib, 38 + grain * 1.4 + rib * 1.5);
    const mullion = Math.abs(((fx * (wide ? 6 : 2)) % 1) - 0.5) > 0.44;
    if (h > lit) return mullion ? pack(14, 16, 30) : pack(22 + fy * 22, 28 + fy * 26, 52 + fy * 40);
    const blind = fy < 0.18 + hash01(cx, cy, 1, seed) * 0.4 ? 0.62 : 1;
    const head = !wide && hash(cx, cy, 2, seed) % 4 === 0 && Math.abs(fx - 0.42) < 0.1 && fy > 0.5 ? 0.35 : 1;
    const k = (mullion ? 0.3 : 0.6 + 0.5 * hash01(cx, cy, 3, seed)) * blind * head;
    const warm = hash(cx, cy, 4, seed) % 3 === 0;
    const c = warm ? [255, 206, 130] : hue;
    return pack(c[0]! * k, c[1]! * k, c[2]! * k);
  });
}

/** A crossing of streets (the texture's middle) with kerbs and lanes; the rest is pavement. `street` = its share of the width. */
export function street(seed: number, share: number): Texture {
  return makeTexture(512, (u, v) => {
    const a = Math.abs(u - 0.5) * 2;
    const b = Math.abs(v - 0.5) * 2;
    const onA = a < share;
    const onB = b < share;
    const wet = fbm(u, v, 8, 4, seed);
    const grain = fbm(u, v, 64, 2, seed + 1) * 18;
    const shine = smoothstep(0.52, 0.72, wet);
    if (!onA && !onB) {
      const slab = (u * 48) % 1 < 0.08 || (v * 48) % 1 < 0.08 ? 0.55 : 1;
      const k = (34 + grain) * slab;
      return pack(k, k * 0.95, k * 1.35);
    }
    let c: Rgb = [16 + grain * 0.6 + shine * 30, 16 + grain * 0.6 + shine * 18, 30 + grain + shine * 52];
    const kerb = Math.min(Math.abs(a - share), Math.abs(b - share));
    if (!(onA && onB)) {
      const across = onA ? a : b;
      const along = onA ? v : u;
      if (kerb < 0.018 && Math.abs(across - share) < 0.018) c = CYAN;
      else if (across < 0.014) c = AMBER;
      else if (Math.abs(across - share * 0.5) < 0.01 && (along * 24) % 1 < 0.5) c = [190, 190, 210];
      // Zebra at the mouth of the crossing.
      const mouth = (onA ? b : a) - share;
      if (mouth > 0.03 && mouth < 0.13) {
        const stripe = ((across / share) * 5) % 1 < 0.5;
        if (stripe) c = [176, 176, 196];
      }
    }
    return pack(c[0], c[1], c[2]);
  });
}

/** Letters in a lit frame. `down` stacks them. */
export function sign(word: string, ink: Rgb, ground: Rgb, down: boolean, seed: number): Texture {
  const n = word.length;
  return makeTexture(256, (u, v) => {
    const rim = Math.min(u, 1 - u, v, 1 - v);
    const scan = (v * 64) % 1 < 0.25 ? 0.8 : 1;
    if (rim < 0.035) return pack(ink[0], ink[1], ink[2]);
    if (rim < 0.055) return pack(8, 8, 16);
    const run = ((down ? v : u) - 0.08) / 0.84;
    const k = Math.floor(run * n);
    const along = run * n - k;
    const across = ((down ? u : v) - 0.14) / 0.72;
    const a = k >= 0 && k < n ? inkAt(word.charCodeAt(k), down ? across : along, down ? along : across) : 0;
    const g = (0.5 + 0.5 * fbm(u, v, 4, 2, seed)) * scan;
    return pack(
      mix(ground[0] * g, mix(ink[0], 255, 0.45), a),
      mix(ground[1] * g, mix(ink[1], 255, 0.45), a),
      mix(ground[2] * g, mix(ink[2], 255, 0.45), a),
    );
  });
}

/** A poster: a sun behind bars over a grid, with a word. */
export function poster(word: string, seed: number): Texture {
  return makeTexture(256, (u, v) => {
    const dx = u - 0.5;
    const dy = v - 0.42;
    const r = Math.sqrt(dx * dx + dy * dy);
    const at = (u - 0.12) / 0.76;
    const k = Math.floor(at * word.length);
    const ink =
      at >= 0 && k < word.length ? inkAt(word.charCodeAt(k), at * word.length - k, (v - 0.74) / 0.2) : 0;
    if (ink > 0.4) return pack(255, 250, 220);
    if (Math.min(u, 1 - u, v, 1 - v) < 0.025) return pack(...PINK);
    if (r < 0.28 && !(dy > 0 && (v * 18) % 1 < dy * 2.4))
      return pack(
        255,
        mix(220, 60, clamp((dy + 0.28) / 0.5, 0, 1)),
        mix(90, 170, clamp((dy + 0.28) / 0.5, 0, 1)),
      );
    if (v > 0.62) {
      const z = 0.12 / (v - 0.6);
      const line = Math.abs(((((dx * z * 9) % 1) + 1) % 1) - 0.5) > 0.42 || (z * 4) % 1 < 0.16;
      return line ? pack(90, 220, 255) : pack(26, 10, 60);
    }
    return pack(36 + 60 * v, 14 + 10 * noise(u * 32, v * 32, 32, seed), 80 + 70 * v);
  });
}

/** Night for half a turn of sky: violet haze, stars, a moon, towers far off. */
export function nightSky(seed: number): Texture {
  return makeTexture(512, (u, v, x, y) => {
    const h = 1 - v;
    const haze = smoothstep(0.6, 0, h);
    const cloud = fbm(u, v, 6, 5, seed) * haze;
    let r = mix(7, 104, haze * haze) + cloud * 40;
    let g = mix(6, 26, haze * haze) + cloud * 12;
    let b = mix(26, 122, haze) + cloud * 36;
    const star = hash(x, y, 1, seed);
    if (star % 420 === 0 && h > 0.16) {
      const k = 0.35 + ((star >>> 16) & 255) / 380;
      r += 200 * k;
      g += 200 * k;
      b += 220 * k;
    }
    const dx = (u - 0.06 - Math.round(u - 0.06)) * 2 * cosTurns(h * 0.25);
    const dy = h - 0.34;
    const d = Math.sqrt(dx * dx + dy * dy);
    if (d < 0.15) {
      const k = 0.72 + 0.4 * fbm(u * 2, v * 2, 16, 4, seed + 5) - d * 1.2 + dx * 1.4;
      r = 255 * k;
      g = 196 * k;
      b = 206 * k;
    } else r += clamp(1 - (d - 0.15) * 6, 0, 1) * 46;
    const tower =
      0.04 + hash01(Math.floor(u * 52), 1, 0, seed) * 0.12 * (0.6 + 0.6 * noise(u * 9, 0.5, 9, seed));
    if (h < tower) {
      const win = y % 3 > 0 && hash(x, Math.floor(y / 3), 2, seed) % 6 === 0;
      return win ? pack(150, 92, 160) : pack(34 + 30 * haze, 14, 62);
    }
    return pack(r, g, b);
  });
}
