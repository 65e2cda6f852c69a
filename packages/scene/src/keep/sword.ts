/**
 * The sword in the player's hand, swaying with the step.
 * @module
 */
import { Camera } from '../engine/camera.ts';
import { type Mesh, MeshBuilder, type Vec3 } from '../engine/mesh.ts';
import { cosTurns, sinTurns } from '../engine/numbers.ts';
import { makeTexture, pack } from '../engine/texture.ts';
import type { View } from '../engine/view.ts';
import type { Materials } from './level.ts';
import { steel } from './textures.ts';

/** Blade along +y, edge along x, grip below 0. */
function model(seed: number, m: Materials): Mesh {
  const mesh = new MeshBuilder();
  const metal = steel(seed);
  const gold = makeTexture(32, (u, v) => {
    const k = 0.85 + 0.25 * sinTurns(u) * sinTurns(v + 0.1);
    return pack(216 * k, 160 * k, 64 * k);
  });
  const tip: Vec3 = [0, 1.16, 0];
  const edges: Vec3[] = [
    [-0.05, 0.06, 0],
    [0, 0.06, -0.014],
    [0.05, 0.06, 0],
    [0, 0.06, 0.014],
  ];
  const tops: Vec3[] = [
    [-0.04, 0.98, 0],
    [0, 0.98, -0.011],
    [0.04, 0.98, 0],
    [0, 0.98, 0.011],
  ];
  const shine = [0.75, 1.25, 0.8, 0.5];
  for (let k = 0; k < 4; k++) {
    const n = (k + 1) % 4;
    const s = shine[k]!;
    const o = { uv: [0, 0, 1, 3] as const, glow: [s, s * 0.97, s] as Vec3 };
    mesh.grid(metal, tops[k]!, tops[n]!, edges[n]!, edges[k]!, 1, 3, o);
    mesh.quad(metal, tip, tip, tops[n]!, tops[k]!, { ...o, uv: [0, 0, 1, 0.5] });
  }
  mesh.box(gold, [-0.17, 0.015, -0.028], [0.17, 0.065, 0.028], 0.1, { glow: [1, 0.92, 0.8] });
  mesh.box(gold, [-0.19, 0, -0.035], [-0.15, 0.08, 0.035], 0.1, { glow: [0.85, 0.75, 0.6] });
  mesh.box(gold, [0.15, 0, -0.035], [0.19, 0.08, 0.035], 0.1, { glow: [0.85, 0.75, 0.6] });
  mesh.box(m.planks, [-0.024, -0.22, -0.024], [0.024, 0.015, 0.024], 0.12, { glow: [0.7, 0.55, 0.5] });
  // The fist: a glove of four knuckles.
  for (let k = 0; k < 4; k++) {
    const y = -0.19 + k * 0.05;
    const c = 0.5 + k * 0.04;
    mesh.box(m.bark, [-0.045, y, -0.055], [0.05, y + 0.044, 0.045], 0.3, { glow: [c, c * 0.84, c * 0.7] });
  }
  mesh.box(m.bark, [-0.03, -0.36, 0], [0.09, -0.15, 0.13], 0.4, { glow: [0.5, 0.4, 0.34] });
  return mesh.bake();
}

export class Sword {
  readonly #mesh: Mesh;
  readonly #eye = new Camera();
  readonly #turn = new Camera();
  readonly #cam = new Camera();

  constructor(seed: number, m: Materials) {
    this.#mesh = model(seed, m);
  }

  /** Draws it an arm's length away, in the view's own space; the path keeps the walls further off than that. */
  draw(view: View, s: number): void {
    const sway = sinTurns(s * 0.8);
    this.#turn.aim(
      0.06 + 0.006 * sway,
      -0.07 + 0.008 * sinTurns(s * 1.6),
      -0.045 + 0.006 * sinTurns(s * 0.37),
    );
    const x = 0.52 + 0.014 * sway;
    const y = -0.35 + 0.012 * cosTurns(s * 1.6);
    this.#cam.relativeTo(this.#eye, this.#turn, x, y, 0.85);
    view.draw(this.#mesh, this.#cam);
  }
}
