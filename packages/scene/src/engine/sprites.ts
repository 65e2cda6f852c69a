/**
 * Light that is added to the picture: flames, halos, sparks. Always faces the viewer, hidden by what is nearer, hides
 * nothing itself.
 * @module
 */
import type { Camera } from './camera.ts';
import type { Raster } from './raster.ts';
import { makeTexture, pack, type Texture } from './texture.ts';

/** A round glow falling to nothing at the rim, white. */
export function haloTexture(size = 128): Texture {
  return makeTexture(size, (u, v) => {
    const d = Math.min(1, 4 * ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5)));
    const k = (1 - d) * (1 - d) * (1 - d) * 255;
    return pack(k, k, k);
  });
}

/**
 * Adds a sprite at a point of the world.
 * @param halfW half its width in world units
 * @param pull brings it this much nearer for the depth test, so that a halo is not cut by the wall it hangs on
 */
export function addSprite(
  raster: Raster,
  cam: Camera,
  zoom: number,
  tex: Texture,
  x: number,
  y: number,
  z: number,
  halfW: number,
  halfH: number,
  r: number,
  g: number,
  b: number,
  pull = 0,
): void {
  const m = cam.basis;
  const dx = x - cam.x;
  const dy = y - cam.y;
  const dz = z - cam.z;
  const depth = m[6]! * dx + m[7]! * dy + m[8]! * dz;
  if (depth < 0.15) return;
  const focal = (raster.height * zoom) / depth;
  const sx = raster.width / 2 + (m[0]! * dx + m[1]! * dy + m[2]! * dz) * focal;
  const sy = raster.height / 2 - (m[3]! * dx + m[4]! * dy + m[5]! * dz) * focal;
  addRect(raster, tex, sx, sy, halfW * focal, halfH * focal, r, g, b, 1 / Math.max(0.1, depth - pull));
}

/** The same around a point of the screen (pixels), where depth allows `nearness` (1/z; Infinity = always). */
export function addRect(
  raster: Raster,
  tex: Texture,
  sx: number,
  sy: number,
  halfW: number,
  halfH: number,
  r: number,
  g: number,
  b: number,
  nearness: number,
): void {
  const { width, height, color, depth } = raster;
  const x0 = Math.max(0, Math.ceil(sx - halfW - 0.5));
  const x1 = Math.min(width, Math.ceil(sx + halfW - 0.5));
  const y0 = Math.max(0, Math.ceil(sy - halfH - 0.5));
  const y1 = Math.min(height, Math.ceil(sy + halfH - 0.5));
  if (x0 >= x1 || y0 >= y1) return;
  const stepU = tex.size / (2 * halfW);
  const stepV = tex.size / (2 * halfH);
  const coarse = Math.min(stepU, stepV);
  const level = Math.min(tex.log2, coarse < 1.4 ? 0 : 31 - Math.clz32((coarse * 1.4) | 0));
  const shift = tex.log2 - level;
  const base = tex.offsets[level]!;
  const mask = (1 << shift) - 1;
  const texels = tex.texels;
  for (let y = y0; y < y1; y++) {
    const row = base + (((((y + 0.5 - sy + halfH) * stepV) >> level) & mask) << shift);
    let u = (x0 + 0.5 - sx + halfW) * stepU;
    for (let x = x0, i = y * width + x0; x < x1; x++, i++, u += stepU) {
      if (depth[i]! > nearness) continue;
      const t = texels[row + ((u >> level) & mask)]!;
      if ((t & 0xffffff) === 0) continue;
      const c = color[i]!;
      let cr = (c & 255) + (((t & 255) * r) | 0);
      let cg = ((c >>> 8) & 255) + ((((t >>> 8) & 255) * g) | 0);
      let cb = ((c >>> 16) & 255) + ((((t >>> 16) & 255) * b) | 0);
      if (cr > 255) cr = 255;
      if (cg > 255) cg = 255;
      if (cb > 255) cb = 255;
      color[i] = 0xff000000 | (cb << 16) | (cg << 8) | cr;
    }
  }
}
