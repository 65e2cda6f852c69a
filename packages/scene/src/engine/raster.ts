/**
 * The picture under construction and the textured triangle: perspective-correct, z-buffered, point-sampled from a
 * mip level chosen every eight pixels, no anti-aliasing.
 *
 * A pixel (x, y) samples the scene at ((x + .5) / width, (y + .5) / height), so that all sizes show the same instant
 * with the same geometry, and the mean of 2x2 pixels of a double-size frame lies where one pixel lies here.
 * @module
 */
import type { Texture } from './texture.ts';

/** Numbers per projected vertex: x, y in pixels; 1/z; then u, v (texels), r, g, b (light), fog, each divided by z. */
export const STRIDE = 9;
/** Pixels that share one mip choice: per pixel it would cost a third of the fill, and nobody sees the difference. */
const MIP_RUN = 8;

/** Fixed point of light: 255 x 2^12 leaves room for light of 2000 in 31 bits. */
const SHIFT = 12;
const ONE = 1 << SHIFT;

export class Raster {
  width = 0;
  height = 0;
  color = new Uint32Array(0);
  /** 1/z of what is drawn; 0 = nothing. */
  depth = new Float32Array(0);
  bytes = new Uint8Array(0);
  fogR = 0;
  fogG = 0;
  fogB = 0;
  /** Vertices of the polygon being drawn (a quad clipped by one plane has at most five). */
  readonly v = new Float64Array(STRIDE * 8);

  /** Starts a frame; allocates only when the size changes. */
  begin(width: number, height: number): void {
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.color = new Uint32Array(width * height);
      this.bytes = new Uint8Array(this.color.buffer);
      this.depth = new Float32Array(width * height);
    }
    this.depth.fill(0);
  }

  /** Fills the triangle of vertices a, b, c (indices into `v`) with light, fog and z test. */
  triangle(ia: number, ib: number, ic: number, tex: Texture): void {
    const V = this.v;
    let a = ia * STRIDE;
    let b = ib * STRIDE;
    let c = ic * STRIDE;
    // Sort by y: an edge shared by two triangles is then walked the same way by both, which leaves no cracks.
    let s = 0;
    if (V[b + 1]! < V[a + 1]!) {
      s = a;
      a = b;
      b = s;
    }
    if (V[c + 1]! < V[a + 1]!) {
      s = a;
      a = c;
      c = s;
    }
    if (V[c + 1]! < V[b + 1]!) {
      s = b;
      b = c;
      c = s;
    }
    const ax = V[a]!;
    const ay = V[a + 1]!;
    const bx = V[b]!;
    const by = V[b + 1]!;
    const cx = V[c]!;
    const cy = V[c + 1]!;
    const height = this.height;
    const width = this.width;
    const y0 = ay < 0.5 ? 0 : Math.ceil(ay - 0.5);
    const y1 = cy > height ? height : Math.ceil(cy - 0.5);
    if (y0 >= y1) return;
    const den = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (den < 1e-9 && den > -1e-9) return;
    const inv = 1 / den;
    const bay = (by - ay) * inv;
    const cay = (cy - ay) * inv;
    const bax = (bx - ax) * inv;
    const cax = (cx - ax) * inv;

    // Planes over the screen: value at a, and its steps per pixel right and down.
    const w0 = V[a + 2]!;
    const wb = V[b + 2]! - w0;
    const wc = V[c + 2]! - w0;
    const wx = wb * cay - wc * bay;
    const wy = wc * bax - wb * cax;
    const u0 = V[a + 3]!;
    const ub = V[b + 3]! - u0;
    const uc = V[c + 3]! - u0;
    const ux = ub * cay - uc * bay;
    const uy = uc * bax - ub * cax;
    const v0 = V[a + 4]!;
    const vb = V[b + 4]! - v0;
    const vc = V[c + 4]! - v0;
    const vx = vb * cay - vc * bay;
    const vy = vc * bax - vb * cax;
    const r0 = V[a + 5]!;
    const rb = V[b + 5]! - r0;
    const rc = V[c + 5]! - r0;
    const rx = rb * cay - rc * bay;
    const ry = rc * bax - rb * cax;
    const g0 = V[a + 6]!;
    const gb = V[b + 6]! - g0;
    const gc = V[c + 6]! - g0;
    const gx = gb * cay - gc * bay;
    const gy = gc * bax - gb * cax;
    const l0 = V[a + 7]!;
    const lb = V[b + 7]! - l0;
    const lc = V[c + 7]! - l0;
    const lx = lb * cay - lc * bay;
    const ly = lc * bax - lb * cax;
    const f0 = V[a + 8]!;
    const fb = V[b + 8]! - f0;
    const fc = V[c + 8]! - f0;
    const fx = fb * cay - fc * bay;
    const fy = fc * bax - fb * cax;

    const longStep = (cx - ax) / (cy - ay);
    const upperStep = by > ay ? (bx - ax) / (by - ay) : 0;
    const lowerStep = cy > by ? (cx - bx) / (cy - by) : 0;
    const texels = tex.texels;
    const offsets = tex.offsets;
    const log2 = tex.log2;
    const color = this.color;
    const depth = this.depth;
    const fogR = this.fogR | 0;
    const fogG = this.fogG | 0;
    const fogB = this.fogB | 0;

    for (let y = y0; y < y1; y++) {
      const dy = y + 0.5 - ay;
      const xl = ax + dy * longStep;
      const xs = y + 0.5 < by ? ax + dy * upperStep : bx + (y + 0.5 - by) * lowerStep;
      const left = Math.min(xl, xs);
      const right = Math.max(xl, xs);
      let x = left < 0.5 ? 0 : Math.ceil(left - 0.5);
      const x1 = right > width ? width : Math.ceil(right - 0.5);
      if (x >= x1) continue;
      const dx = x + 0.5 - ax;
      let W = w0 + dx * wx + dy * wy;
      let U = u0 + dx * ux + dy * uy;
      let T = v0 + dx * vx + dy * vy;
      let R = r0 + dx * rx + dy * ry;
      let G = g0 + dx * gx + dy * gy;
      let B = l0 + dx * lx + dy * ly;
      let F = f0 + dx * fx + dy * fy;
      let i = y * width + x;
      while (x < x1) {
        const n = Math.min(MIP_RUN, x1 - x);
        const stop = i + n;
        // What is hidden so far; often all of the run, because near things are drawn first.
        let k = 0;
        while (k < n && W + k * wx <= depth[i + k]!) k++;
        if (k < n) {
          const last = n - 1;
          // Texels per pixel, squared, at the middle of the run.
          const half = last * 0.5;
          const zm = 1 / (W + half * wx);
          const um = (U + half * ux) * zm;
          const vm = (T + half * vx) * zm;
          const dux = (ux - um * wx) * zm;
          const dvx = (vx - vm * wx) * zm;
          const duy = (uy - um * wy) * zm;
          const dvy = (vy - vm * wy) * zm;
          const area = 0.6 * (dux * dux + dvx * dvx + duy * duy + dvy * dvy);
          let level = area < 4 ? 0 : area > 1e8 ? log2 : (31 - Math.clz32(area | 0)) >> 1;
          if (level > log2) level = log2;
          const base = offsets[level]!;
          const shift = log2 - level;
          const mask = (1 << shift) - 1;
          // Light is exact at both ends of the run and straight between, in fixed point.
          const z0 = ONE / W;
          const z1 = ONE / (W + last * wx);
          const part = last > 0 ? 1 / last : 0;
          let ri = (R * z0) | 0;
          let gi = (G * z0) | 0;
          let li = (B * z0) | 0;
          let fi = (F * z0) | 0;
          const rs = (((R + last * rx) * z1 - ri) * part) | 0;
          const gs = (((G + last * gx) * z1 - gi) * part) | 0;
          const ls = (((B + last * lx) * z1 - li) * part) | 0;
          const fs = (((F + last * fx) * z1 - fi) * part) | 0;
          ri += k * rs;
          gi += k * gs;
          li += k * ls;
          fi += k * fs;
          let w1 = W + k * wx;
          let u1 = U + k * ux;
          let t1 = T + k * vx;
          for (let p = i + k; p < stop; p++) {
            if (w1 > depth[p]!) {
              const w = 1 / w1;
              const t =
                texels[
                  base + (((((t1 * w) | 0) >> level) & mask) << shift) + ((((u1 * w) | 0) >> level) & mask)
                ]!;
              if (t > 0x7fffffff) {
                depth[p] = w1;
                let r = ((t & 255) * ri + fogR * fi) >> SHIFT;
                let g = (((t >>> 8) & 255) * gi + fogG * fi) >> SHIFT;
                let l = (((t >>> 16) & 255) * li + fogB * fi) >> SHIFT;
                if (r > 255) r = 255;
                if (g > 255) g = 255;
                if (l > 255) l = 255;
                color[p] = 0xff000000 | (l << 16) | (g << 8) | r;
              }
            }
            w1 += wx;
            u1 += ux;
            t1 += vx;
            ri += rs;
            gi += gs;
            li += ls;
            fi += fs;
          }
        }
        x += n;
        i = stop;
        W += n * wx;
        U += n * ux;
        T += n * vx;
        R += n * rx;
        G += n * gx;
        B += n * lx;
        F += n * fx;
      }
    }
  }
}
