/**
 * From a mesh in the world to triangles on a {@link Raster}: culling, rough front-to-back order, near clipping, light
 * and fog per vertex.
 * @module
 */
import type { Camera } from './camera.ts';
import { LAMP_GROUPS, type Mesh } from './mesh.ts';
import { type Raster, STRIDE } from './raster.ts';

const NEAR = 0.06;
/** Depth buckets for front-to-back order; finer saves no more overdraw. */
const BUCKETS = 128;
const LIGHT = 3 + LAMP_GROUPS;

export class View {
  readonly raster: Raster;
  /** Pixels per unit of slope: height times this. 1.05 is a vertical field of view of 51°, 80° across at 16:9. */
  zoom = 1.05;
  fogStart = 4;
  fogEnd = 60;
  /** The most that fog may cover, 0…1. */
  fogMax = 1;
  /** Brightness of each lamp group in this frame. */
  readonly lamps = new Float64Array(LAMP_GROUPS).fill(1);
  readonly lampColor = [1, 0.62, 0.28];
  /** Multiplies all light of what is drawn next. */
  readonly tint = [1, 1, 1];
  #focal = 0;
  #midX = 0;
  #midY = 0;
  #order = new Uint16Array(0);
  #bucketOf = new Uint8Array(0);
  readonly #bucketStart = new Int32Array(BUCKETS + 1);
  /** Clip scratch: in and out polygons, view-space x, y, z then u, v, r, g, b, fog. */
  readonly #in = new Float64Array(STRIDE * 4);

  constructor(raster: Raster) {
    this.raster = raster;
  }

  begin(width: number, height: number): void {
    this.raster.begin(width, height);
    this.#focal = height * this.zoom;
    this.#midX = width / 2;
    this.#midY = height / 2;
  }

  /** Draws what of `mesh` may be seen from `cam` (given in the mesh's own space). */
  draw(mesh: Mesh, cam: Camera): void {
    if (this.#order.length < mesh.count) {
      this.#order = new Uint16Array(mesh.count);
      this.#bucketOf = new Uint8Array(mesh.count);
    }
    const start = this.#bucketStart.fill(0);
    const { bounds, doubleSided } = mesh;
    const m = cam.basis;
    const { x, y, z } = cam;
    const sideX = this.#midX / this.#focal;
    const sideY = this.#midY / this.#focal;
    // A quad of radius r is outside a slanted side of the frustum when further out than r times this.
    const slackX = Math.sqrt(1 + sideX * sideX);
    const slackY = Math.sqrt(1 + sideY * sideY);
    const far = this.fogMax === 1 ? this.fogEnd : 1e9;
    const spread = (BUCKETS - 1) / 8;
    for (let q = 0; q < mesh.count; q++) {
      const i = q * 8;
      this.#bucketOf[q] = 255;
      if (
        doubleSided[q] === 0 &&
        bounds[i + 4]! * x + bounds[i + 5]! * y + bounds[i + 6]! * z < bounds[i + 7]!
      )
        continue;
      const dx = bounds[i]! - x;
      const dy = bounds[i + 1]! - y;
      const dz = bounds[i + 2]! - z;
      const r = bounds[i + 3]!;
      const depth = m[6]! * dx + m[7]! * dy + m[8]! * dz;
      if (depth < NEAR - r || depth - r > far) continue;
      const across = m[0]! * dx + m[1]! * dy + m[2]! * dz;
      if (Math.abs(across) > depth * sideX + r * slackX) continue;
      const up = m[3]! * dx + m[4]! * dy + m[5]! * dz;
      if (Math.abs(up) > depth * sideY + r * slackY) continue;
      // Square root packs more buckets near by, where overdraw is dear.
      const b = depth <= 0 ? 0 : Math.min(BUCKETS - 1, Math.sqrt(depth) * spread) | 0;
      this.#bucketOf[q] = b;
      start[b + 1]!++;
    }
    for (let b = 0; b < BUCKETS; b++) start[b + 1]! += start[b]!;
    const total = start[BUCKETS]!;
    for (let q = 0; q < mesh.count; q++) {
      const b = this.#bucketOf[q]!;
      if (b !== 255) this.#order[start[b]!++] = q;
    }
    for (let k = 0; k < total; k++) this.#quad(mesh, this.#order[k]!, cam);
  }

  #quad(mesh: Mesh, q: number, cam: Camera): void {
    const vertices = mesh.vertices;
    const light = mesh.light;
    const m = cam.basis;
    const P = this.#in;
    const tint = this.tint;
    const lamps = this.lamps;
    const lc = this.lampColor;
    const fogScale = 1 / (this.fogEnd - this.fogStart);
    let behind = 0;
    for (let k = 0; k < 4; k++) {
      const i = q * 20 + k * 5;
      const dx = vertices[i]! - cam.x;
      const dy = vertices[i + 1]! - cam.y;
      const dz = vertices[i + 2]! - cam.z;
      const o = k * STRIDE;
      const depth = m[6]! * dx + m[7]! * dy + m[8]! * dz;
      P[o] = m[0]! * dx + m[1]! * dy + m[2]! * dz;
      P[o + 1] = m[3]! * dx + m[4]! * dy + m[5]! * dz;
      P[o + 2] = depth;
      P[o + 3] = vertices[i + 3]!;
      P[o + 4] = vertices[i + 4]!;
      let fog = (depth - this.fogStart) * fogScale;
      fog = Math.max(0, Math.min(1, fog));
      fog *= (2 - fog) * this.fogMax;
      const clear = 1 - fog;
      const l = (q * 4 + k) * LIGHT;
      let lamp = 0;
      for (let g = 0; g < LAMP_GROUPS; g++) lamp += light[l + 3 + g]! * lamps[g]!;
      P[o + 5] = (light[l]! + lamp * lc[0]!) * clear * tint[0]!;
      P[o + 6] = (light[l + 1]! + lamp * lc[1]!) * clear * tint[1]!;
      P[o + 7] = (light[l + 2]! + lamp * lc[2]!) * clear * tint[2]!;
      P[o + 8] = fog;
      if (depth < NEAR) behind++;
    }
    if (behind === 4) return;
    let n = 0;
    if (behind === 0) for (; n < 4; n++) this.#project(P, n * STRIDE, P, 0, 0, n);
    else {
      for (let k = 0; k < 4; k++) {
        const a = k * STRIDE;
        const b = ((k + 1) & 3) * STRIDE;
        const za = P[a + 2]!;
        const zb = P[b + 2]!;
        if (za >= NEAR) this.#project(P, a, P, 0, 0, n++);
        if (za >= NEAR !== zb >= NEAR) this.#project(P, a, P, b, (NEAR - za) / (zb - za), n++);
      }
    }
    const tex = mesh.textures[mesh.material[q]!]!;
    for (let k = 2; k < n; k++) this.raster.triangle(0, k - 1, k, tex);
  }

  /** Puts the point a + t (b - a) on screen as vertex n. */
  #project(A: Float64Array, a: number, B: Float64Array, b: number, t: number, n: number): void {
    const V = this.raster.v;
    const o = n * STRIDE;
    const w = 1 / (A[a + 2]! + t * (B[b + 2]! - A[a + 2]!));
    V[o] = this.#midX + (A[a]! + t * (B[b]! - A[a]!)) * w * this.#focal;
    V[o + 1] = this.#midY - (A[a + 1]! + t * (B[b + 1]! - A[a + 1]!)) * w * this.#focal;
    V[o + 2] = w;
    for (let k = 3; k < STRIDE; k++) V[o + k] = (A[a + k]! + t * (B[b + k]! - A[a + k]!)) * w;
  }
}
