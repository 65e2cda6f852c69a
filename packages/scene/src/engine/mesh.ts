/**
 * Quads with baked light: what a level or a model is made of.
 * @module
 */
import type { Texture } from './texture.ts';

/** Independently flickering groups of lamps, whose light is baked apart from the rest. */
export const LAMP_GROUPS = 4;

/** Light at a point, filled in by a {@link LightModel}: base colour, and strength per lamp group. 1 = texture as painted. */
export interface LightSample {
  r: number;
  g: number;
  b: number;
  readonly lamps: Float64Array;
}

export type LightModel = (p: readonly number[], n: readonly number[], out: LightSample) => void;
export type Vec3 = readonly [number, number, number];

interface QuadOptions {
  /** Texture rectangle u0, v0, u1, v1 in whole textures: corner order is (u0,v0) (u1,v0) (u1,v1) (u0,v1). */
  uv?: readonly [number, number, number, number];
  doubleSided?: boolean;
  /** Fixed light instead of the model's. */
  glow?: Vec3;
  /** With `glow`: also lit fully by this lamp group. */
  lamp?: number;
}

/** Structure of arrays over quads; see {@link MeshBuilder}. */
export interface Mesh {
  readonly count: number;
  readonly textures: readonly Texture[];
  readonly material: Uint8Array;
  readonly doubleSided: Uint8Array;
  /** Per quad: centre xyz, radius, normal xyz, distance of its plane. */
  readonly bounds: Float32Array;
  /** Per quad: 4 vertices of x, y, z, u, v (texels). */
  readonly vertices: Float32Array;
  /** Per quad: 4 vertices of r, g, b and LAMP_GROUPS lamp strengths. */
  readonly light: Float32Array;
}

const dark: LightModel = (_p, _n, out) => {
  out.r = out.g = out.b = 1;
};

/** Collects quads, then bakes them once. */
export class MeshBuilder {
  readonly #textures: Texture[] = [];
  readonly #quads: { m: number; p: readonly Vec3[]; o: QuadOptions }[] = [];

  /** Adds a quad with corners in clockwise order as seen from its front: top left, top right, bottom right, bottom left. */
  quad(tex: Texture, a: Vec3, b: Vec3, c: Vec3, d: Vec3, o: QuadOptions = {}): void {
    let m = this.#textures.indexOf(tex);
    if (m < 0) m = this.#textures.push(tex) - 1;
    this.#quads.push({ m, p: [a, b, c, d], o });
  }

  /** The same, cut in nu x nv pieces so that baked light has somewhere to vary. */
  grid(tex: Texture, a: Vec3, b: Vec3, c: Vec3, d: Vec3, nu: number, nv: number, o: QuadOptions = {}): void {
    const [u0, v0, u1, v1] = o.uv ?? [0, 0, 1, 1];
    const at = (s: number, t: number): Vec3 => {
      const f = (k: 0 | 1 | 2) => (a[k] * (1 - s) + b[k] * s) * (1 - t) + (d[k] * (1 - s) + c[k] * s) * t;
      return [f(0), f(1), f(2)];
    };
    for (let j = 0; j < nv; j++) {
      for (let i = 0; i < nu; i++) {
        const s0 = i / nu;
        const s1 = (i + 1) / nu;
        const t0 = j / nv;
        const t1 = (j + 1) / nv;
        this.quad(tex, at(s0, t0), at(s1, t0), at(s1, t1), at(s0, t1), {
          ...o,
          uv: [u0 + (u1 - u0) * s0, v0 + (v1 - v0) * t0, u0 + (u1 - u0) * s1, v0 + (v1 - v0) * t1],
        });
      }
    }
  }

  /** An upright box; `top` false leaves its lid off, the bottom is always open. `tile` = world units per texture. */
  box(tex: Texture, lo: Vec3, hi: Vec3, tile: number, o: QuadOptions & { top?: Texture | false } = {}): void {
    const [x0, y0, z0] = lo;
    const [x1, y1, z1] = hi;
    const w = (x1 - x0) / tile;
    const h = (y1 - y0) / tile;
    const l = (z1 - z0) / tile;
    const put = (a: Vec3, b: Vec3, c: Vec3, d: Vec3, u: number, v: number, t: Texture) =>
      this.quad(t, a, b, c, d, { ...o, uv: o.uv ?? [0, 0, u, v] });
    put([x0, y1, z0], [x1, y1, z0], [x1, y0, z0], [x0, y0, z0], w, h, tex);
    put([x1, y1, z1], [x0, y1, z1], [x0, y0, z1], [x1, y0, z1], w, h, tex);
    put([x0, y1, z1], [x0, y1, z0], [x0, y0, z0], [x0, y0, z1], l, h, tex);
    put([x1, y1, z0], [x1, y1, z1], [x1, y0, z1], [x1, y0, z0], l, h, tex);
    if (o.top !== false) put([x0, y1, z1], [x1, y1, z1], [x1, y1, z0], [x0, y1, z0], w, l, o.top ?? tex);
  }

  /** Computes normals, bounds and light. */
  bake(model: LightModel = dark): Mesh {
    const n = this.#quads.length;
    const mesh: Mesh = {
      count: n,
      textures: this.#textures,
      material: new Uint8Array(n),
      doubleSided: new Uint8Array(n),
      bounds: new Float32Array(n * 8),
      vertices: new Float32Array(n * 20),
      light: new Float32Array(n * 4 * (3 + LAMP_GROUPS)),
    };
    const sample: LightSample = { r: 0, g: 0, b: 0, lamps: new Float64Array(LAMP_GROUPS) };
    this.#quads.forEach(({ m, p, o }, q) => {
      mesh.material[q] = m;
      mesh.doubleSided[q] = o.doubleSided ? 1 : 0;
      const normal = bound(mesh.bounds, q * 8, p);
      const size = this.#textures[m]!.size;
      const [u0, v0, u1, v1] = o.uv ?? [0, 0, 1, 1];
      // Only whole textures may be added: keeps u and v positive, where truncation is floor.
      const ou = Math.ceil(Math.max(0, -u0, -u1));
      const ov = Math.ceil(Math.max(0, -v0, -v1));
      for (let k = 0; k < 4; k++) {
        const at = q * 20 + k * 5;
        mesh.vertices.set(p[k]!, at);
        mesh.vertices[at + 3] = ((k === 1 || k === 2 ? u1 : u0) + ou) * size;
        mesh.vertices[at + 4] = ((k > 1 ? v1 : v0) + ov) * size;
        sample.lamps.fill(0);
        if (o.glow) {
          [sample.r, sample.g, sample.b] = o.glow;
          if (o.lamp !== undefined) sample.lamps[o.lamp] = 1;
        } else model(p[k]!, normal, sample);
        const l = (q * 4 + k) * (3 + LAMP_GROUPS);
        mesh.light.set([sample.r, sample.g, sample.b], l);
        mesh.light.set(sample.lamps, l + 3);
      }
    });
    return mesh;
  }
}

/** Writes a quad's bounds; returns its normal. The diagonals' cross product also serves slightly bent quads. */
function bound(out: Float32Array, at: number, p: readonly Vec3[]): Vec3 {
  const [a, b, c, d] = p as [Vec3, Vec3, Vec3, Vec3];
  const e = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
  const f = [d[0] - b[0], d[1] - b[1], d[2] - b[2]] as const;
  let nx = e[1] * f[2] - e[2] * f[1];
  let ny = e[2] * f[0] - e[0] * f[2];
  let nz = e[0] * f[1] - e[1] * f[0];
  const len = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
  nx /= len;
  ny /= len;
  nz /= len;
  const centre = [0, 1, 2].map((k) => (a[k]! + b[k]! + c[k]! + d[k]!) / 4);
  let far = 0;
  for (const q of p) {
    const [x, y, z] = [q[0] - centre[0]!, q[1] - centre[1]!, q[2] - centre[2]!];
    far = Math.max(far, x * x + y * y + z * z);
  }
  const off = nx * centre[0]! + ny * centre[1]! + nz * centre[2]!;
  out.set([...centre, Math.sqrt(far), nx, ny, nz, off], at);
  return [nx, ny, nz];
}
