/** Triangles to be: twelve numbers a corner (place 3, texture 2, normal 3, colour 4). */
import type { Vec3 } from './matrix.ts';

export const CORNER_FLOATS = 12;
export type Color = readonly [number, number, number, number];
export const WHITE: Color = [1, 1, 1, 1];

export class Mesh {
  readonly corners: number[] = [];

  corner(at: Vec3, uv: readonly [number, number], normal: Vec3, color: Color): void {
    this.corners.push(...at, ...uv, ...normal, ...color);
  }

  /** Four corners in turn; the texture runs u along a-b and v along a-d, from 0 to the given numbers. */
  quad(
    a: Vec3,
    b: Vec3,
    c: Vec3,
    d: Vec3,
    us = 1,
    vs = 1,
    colors: readonly Color[] = [WHITE],
    from = [0, 0],
  ): this {
    const normal = normalOf(a, b, d);
    const [u0, v0] = from as [number, number];
    const uv = [
      [u0, v0],
      [u0 + us, v0],
      [u0 + us, v0 + vs],
      [u0, v0 + vs],
    ] as const;
    const at = [a, b, c, d];
    for (const k of [0, 1, 2, 0, 2, 3]) this.corner(at[k]!, uv[k]!, normal, colors[k % colors.length]!);
    return this;
  }

  /** An upright box from `low` to `high`; `texels` is how often the texture repeats a unit. */
  box(low: Vec3, high: Vec3, texels: number, color: Color = WHITE): this {
    const [x0, y0, z0] = low;
    const [x1, y1, z1] = high;
    const [w, h, d] = [(x1 - x0) * texels, (y1 - y0) * texels, (z1 - z0) * texels];
    const c = [color];
    this.quad([x0, y1, z1], [x1, y1, z1], [x1, y0, z1], [x0, y0, z1], w, h, c);
    this.quad([x1, y1, z0], [x0, y1, z0], [x0, y0, z0], [x1, y0, z0], w, h, c);
    this.quad([x0, y1, z0], [x0, y1, z1], [x0, y0, z1], [x0, y0, z0], d, h, c);
    this.quad([x1, y1, z1], [x1, y1, z0], [x1, y0, z0], [x1, y0, z1], d, h, c);
    this.quad([x0, y1, z0], [x1, y1, z0], [x1, y1, z1], [x0, y1, z1], w, d, c);
    this.quad([x0, y0, z1], [x1, y0, z1], [x1, y0, z0], [x0, y0, z0], w, d, c);
    return this;
  }

  /** A body of revolution about y at `at`: `profile` is [radius, height] from below. */
  turned(
    at: Vec3,
    profile: readonly (readonly [number, number])[],
    sides: number,
    texels: number,
    color: Color = WHITE,
  ): this {
    for (let i = 0; i + 1 < profile.length; i++) {
      const [r0, y0] = profile[i]!;
      const [r1, y1] = profile[i + 1]!;
      const slope = Math.atan2(r0 - r1, y1 - y0);
      for (let s = 0; s < sides; s++) {
        const edge = (side: number, r: number, y: number) => {
          const angle = (side / sides) * 2 * Math.PI;
          const [c, n] = [Math.cos(angle), Math.sin(angle)];
          const place: Vec3 = [at[0] + r * c, at[1] + y, at[2] + r * n];
          const normal: Vec3 = [c * Math.cos(slope), Math.sin(slope), n * Math.cos(slope)];
          return { place, normal, uv: [(side / sides) * 4 * texels, -y * texels] as const };
        };
        const around = [edge(s, r0, y0), edge(s, r1, y1), edge(s + 1, r1, y1), edge(s + 1, r0, y0)];
        for (const k of [0, 1, 2, 0, 2, 3]) {
          const { place, uv, normal } = around[k]!;
          this.corner(place, uv, normal, color);
        }
      }
    }
    return this;
  }

  /** Two upright pictures crossing: the grass and trees of many games. */
  crossed(at: Vec3, width: number, height: number, angle: number, color: Color = WHITE): this {
    const [x, y, z] = at;
    for (const turn of [angle, angle + Math.PI / 2]) {
      const [c, s] = [(Math.cos(turn) * width) / 2, (Math.sin(turn) * width) / 2];
      this.quad(
        [x - c, y + height, z - s],
        [x + c, y + height, z + s],
        [x + c, y, z + s],
        [x - c, y, z - s],
        1,
        1,
        [color],
      );
    }
    return this;
  }

  /** Ground over a square grid about the origin; `height(x, z)`. */
  ground(
    half: number,
    cells: number,
    height: (x: number, z: number) => number,
    texels: number,
    tint: (x: number, z: number) => Color,
  ): this {
    const step = (2 * half) / cells;
    for (let i = 0; i < cells; i++)
      for (let j = 0; j < cells; j++) {
        const corner = (di: number, dj: number) => {
          const [x, z] = [(i + di) * step - half, (j + dj) * step - half];
          return { at: [x, height(x, z), z] as Vec3, color: tint(x, z) };
        };
        const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)] as const;
        const from = [i * step * texels, j * step * texels];
        this.quad(
          a.at,
          b.at,
          c.at,
          d.at,
          step * texels,
          step * texels,
          [a.color, b.color, c.color, a.color, c.color, d.color],
          from,
        );
      }
    return this;
  }
}

function normalOf(a: Vec3, b: Vec3, d: Vec3): Vec3 {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const v = [d[0] - a[0], d[1] - a[1], d[2] - a[2]] as const;
  const n = [v[1] * u[2] - v[2] * u[1], v[2] * u[0] - v[0] * u[2], v[0] * u[1] - v[1] * u[0]] as const;
  const length = Math.hypot(...n) || 1;
  return [n[0] / length, n[1] / length, n[2] / length];
}
