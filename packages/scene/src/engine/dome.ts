/**
 * A dome of sky round the viewer.
 * @module
 */
import { type Mesh, MeshBuilder, type Vec3 } from './mesh.ts';
import { clamp, cosTurns, sinTurns } from './numbers.ts';
import type { Texture } from './texture.ts';

/** Behind everything: the dome takes part in the depth test. */
export const DOME_RADIUS = 2000;
const SIDES = 24;
/** Heights of the rings in turns above the horizon; denser below, where pictures have their detail. */
const RINGS = [-0.03, 0.03, 0.08, 0.14, 0.2, 0.25];

/**
 * Wraps `tex` round: u = heading in turns (0 north, .25 east), v = 0 zenith … 1 horizon. Draw it without fog, last.
 * @param repeats times the texture goes round; more is sharper
 */
export function dome(tex: Texture, repeats = 1): Mesh {
  const mesh = new MeshBuilder();
  const ring = (k: number, e: number): Vec3 => [
    DOME_RADIUS * cosTurns(e) * sinTurns(k / SIDES),
    DOME_RADIUS * sinTurns(e),
    DOME_RADIUS * cosTurns(e) * cosTurns(k / SIDES),
  ];
  const v = (e: number) => 1 - clamp(e / 0.25, 0.002, 1);
  for (let j = 0; j + 1 < RINGS.length; j++) {
    const lo = RINGS[j]!;
    const hi = RINGS[j + 1]!;
    for (let k = 0; k < SIDES; k++) {
      mesh.quad(tex, ring(k, hi), ring(k + 1, hi), ring(k + 1, lo), ring(k, lo), {
        uv: [(k * repeats) / SIDES, v(hi), ((k + 1) * repeats) / SIDES, v(lo)],
        doubleSided: true,
        glow: [1, 1, 1],
      });
    }
  }
  return mesh.bake();
}
