/**
 * Flying machines: the player's, and the traffic.
 * @module
 */
import { type Mesh, MeshBuilder, type Vec3 } from '../engine/mesh.ts';
import { noise } from '../engine/numbers.ts';
import { makeTexture, pack } from '../engine/texture.ts';

/** The player's: nose along +z, about 2.4 long. Flat shades, bright seams. */
export function playerShip(seed: number): Mesh {
  const mesh = new MeshBuilder();
  const plate = makeTexture(128, (u, v) => {
    const seam = (u * 4) % 1 < 0.05 || (v * 3) % 1 < 0.04;
    const stripe = Math.abs(u - 0.5) < 0.09;
    const k = (seam ? 0.45 : 0.9 + 0.2 * noise(u * 16, v * 16, 16, seed)) * 1;
    return stripe ? pack(255 * k, 70 * k, 60 * k) : pack(206 * k, 212 * k, 232 * k);
  });
  const line = makeTexture(4, () => pack(255, 255, 255));
  const dark = makeTexture(16, (_u, v) => pack(30 + 30 * v, 34 + 40 * v, 60 + 60 * v));
  const shade = (k: number): { glow: Vec3 } => ({ glow: [k, k * 0.97, k * 1.06] });
  const nose: Vec3 = [0, 0, 1.5];
  const l: Vec3 = [-0.34, 0, -0.7];
  const r: Vec3 = [0.34, 0, -0.7];
  const top: Vec3 = [0, 0.3, -0.35];
  const back: Vec3 = [0, 0.26, -0.8];
  const keel: Vec3 = [0, -0.16, -0.6];
  mesh.quad(plate, nose, nose, top, l, { ...shade(0.95), doubleSided: true });
  mesh.quad(plate, nose, nose, r, top, { ...shade(0.72), doubleSided: true });
  mesh.quad(plate, top, back, l, l, { ...shade(0.85), doubleSided: true });
  mesh.quad(plate, top, r, r, back, { ...shade(0.62), doubleSided: true });
  mesh.quad(plate, nose, l, keel, keel, { ...shade(0.34), doubleSided: true });
  mesh.quad(plate, nose, keel, r, r, { ...shade(0.3), doubleSided: true });
  mesh.quad(dark, back, r, keel, l, { ...shade(0.8), doubleSided: true });
  // Canopy.
  mesh.quad(dark, [0, 0.14, 0.75], [0, 0.14, 0.75], [0.12, 0.22, 0], [0, 0.33, 0], {
    glow: [0.8, 1.6, 2.2],
    doubleSided: true,
  });
  mesh.quad(dark, [0, 0.14, 0.75], [0, 0.14, 0.75], [0, 0.33, 0], [-0.12, 0.22, 0], {
    glow: [1, 2, 2.6],
    doubleSided: true,
  });
  for (const k of [-1, 1]) {
    const a: Vec3 = [k * 0.2, 0.03, 0.35];
    const b: Vec3 = [k * 1.15, -0.1, -0.75];
    const c: Vec3 = [k * 1.15, -0.1, -1];
    const d: Vec3 = [k * 0.25, 0.03, -0.7];
    mesh.quad(plate, a, b, c, d, { ...shade(k < 0 ? 0.9 : 0.7), doubleSided: true });
    // Lit leading edge and fin.
    const up = 0.035;
    mesh.quad(
      line,
      [a[0], a[1] + up, a[2]],
      [b[0], b[1] + up, b[2]],
      [b[0], b[1] - up, b[2]],
      [a[0], a[1] - up, a[2]],
      { glow: [0.25, 0.95, 1], doubleSided: true },
    );
    mesh.quad(plate, [k * 1.18, 0.32, -1.1], [k * 1.15, 0.3, -0.85], b, c, {
      ...shade(0.8),
      doubleSided: true,
    });
    mesh.quad(
      line,
      [k * 1.18, 0.36, -1.12],
      [k * 1.15, 0.34, -0.82],
      [k * 1.15, 0.28, -0.82],
      [k * 1.18, 0.3, -1.12],
      { glow: [1, 0.2, 0.6], doubleSided: true },
    );
    mesh.box(dark, [k * 0.3 - 0.1, -0.08, -1], [k * 0.3 + 0.1, 0.12, -0.4], 1, shade(1));
  }
  return mesh.bake();
}

/** A car of the air lanes: nose along +z, 3 long. */
export function trafficShip(): Mesh {
  const mesh = new MeshBuilder();
  const hull = makeTexture(32, (u, v) =>
    v > 0.3 && v < 0.5 && u > 0.2 ? pack(120, 210, 255) : pack(70, 66, 110),
  );
  const lamp = makeTexture(4, () => pack(255, 255, 255));
  mesh.box(hull, [-0.6, -0.3, -1.5], [0.6, 0.25, 1.5], 1.5, { glow: [1, 1, 1] });
  mesh.box(hull, [-0.45, 0.25, -0.9], [0.45, 0.6, 0.6], 1.2, { glow: [1.2, 1.2, 1.3] });
  for (const k of [-1, 1]) {
    mesh.box(lamp, [k * 0.45 - 0.12, -0.05, -1.56], [k * 0.45 + 0.12, 0.12, -1.5], 1, {
      glow: [1, 0.1, 0.16],
    });
    mesh.box(lamp, [k * 0.45 - 0.12, -0.05, 1.5], [k * 0.45 + 0.12, 0.12, 1.56], 1, {
      glow: [1, 0.95, 0.75],
    });
    mesh.box(lamp, [k * 0.62 - 0.02, -0.32, -1.4], [k * 0.62 + 0.02, -0.26, 1.4], 1, {
      glow: [0.9, 0.25, 1],
    });
  }
  return mesh.bake();
}
