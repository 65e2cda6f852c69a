/**
 * A viewpoint, and closed paths for it to follow.
 * @module
 */
import { cosTurns, sinTurns } from './numbers.ts';

/** Position and orthonormal basis. World: x east, y up, z north; left-handed, so right = up × forward. */
export class Camera {
  x = 0;
  y = 0;
  z = 0;
  /** right, up, forward: nine numbers. */
  readonly basis = new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]);

  /** Looks along `yaw` (turns, 0 = +z, .25 = +x), nose up by `pitch`, right side down by `roll` (turns). */
  aim(yaw: number, pitch: number, roll: number): void {
    const sy = sinTurns(yaw);
    const cy = cosTurns(yaw);
    const sp = sinTurns(pitch);
    const cp = cosTurns(pitch);
    const sr = sinTurns(roll);
    const cr = cosTurns(roll);
    const b = this.basis;
    const ux = -sy * sp;
    const uz = -cy * sp;
    b[0] = cy * cr - ux * sr;
    b[1] = -cp * sr;
    b[2] = -sy * cr - uz * sr;
    b[3] = ux * cr + cy * sr;
    b[4] = cp * cr;
    b[5] = uz * cr - sy * sr;
    b[6] = sy * cp;
    b[7] = sp;
    b[8] = cy * cp;
  }

  /** Becomes `world` as seen from an object at (x, y, z) turned by `turn`: draws an instance without moving its vertices. */
  relativeTo(world: Camera, turn: Camera, x: number, y: number, z: number): void {
    const t = turn.basis;
    const dx = world.x - x;
    const dy = world.y - y;
    const dz = world.z - z;
    this.x = dx * t[0]! + dy * t[1]! + dz * t[2]!;
    this.y = dx * t[3]! + dy * t[4]! + dz * t[5]!;
    this.z = dx * t[6]! + dy * t[7]! + dz * t[8]!;
    for (let i = 0; i < 9; i += 3) {
      for (let k = 0; k < 3; k++) {
        this.basis[i + k] =
          world.basis[i]! * t[3 * k]! +
          world.basis[i + 1]! * t[3 * k + 1]! +
          world.basis[i + 2]! * t[3 * k + 2]!;
      }
    }
  }
}

/** A closed Catmull-Rom curve through points of `stride` numbers each. */
export class Path {
  readonly #points: readonly number[];
  readonly #stride: number;
  readonly count: number;

  constructor(points: readonly number[], stride: number) {
    this.#points = points;
    this.#stride = stride;
    this.count = points.length / stride;
  }

  /** Writes the curve at `t` (0…1 once round, wraps) into `out`. */
  at(t: number, out: Float64Array): void {
    const s = (t - Math.floor(t)) * this.count;
    const i = Math.floor(s);
    const f = s - i;
    const n = this.count;
    const p = this.#points;
    const st = this.#stride;
    for (let k = 0; k < st; k++) {
      const a = p[((i + n - 1) % n) * st + k]!;
      const b = p[(i % n) * st + k]!;
      const c = p[((i + 1) % n) * st + k]!;
      const d = p[((i + 2) % n) * st + k]!;
      out[k] = b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
    }
  }
}
