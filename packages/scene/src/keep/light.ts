/**
 * Light baked into the keep's corners: dusk sky, low sun from the west, torches with shadows, dark creases.
 * @module
 */
import { LAMP_GROUPS, type LightModel } from '../engine/mesh.ts';
import { clamp, hash01 } from '../engine/numbers.ts';
import { CEILING, CELL, cellOver, isRoofed, isSolid, type Lamp, TOWER, WALL } from './map.ts';

/** Towards the sun; kept low, so that walls throw long shadows. */
const SUN = [-0.86, 0.42, 0.29] as const;
const LAMP_REACH = 10;

function solidHeight(x: number, z: number): number {
  const c = cellOver(x, z);
  if (c === 'T') return TOWER;
  if (isSolid(c)) return WALL;
  return isRoofed(c) ? -CEILING : 0; // negative: roof only, with room below
}

/** Whether the straight way from a point is free of walls (and roofs) for `reach` units. */
function isClear(p: readonly number[], d: readonly number[], reach: number): boolean {
  for (let t = 0.15; t < reach; t += 0.25) {
    const y = p[1]! + d[1]! * t;
    if (y > TOWER) return true;
    const h = solidHeight(p[0]! + d[0]! * t, p[2]! + d[2]! * t);
    if (h > 0 ? y < h : h < 0 && y > -h && y < WALL + 0.5) return false;
  }
  return true;
}

/** Darkens floors beside walls and walls beside floors. */
function crease(x: number, y: number, z: number): number {
  let k = y < 0.3 ? 0.8 : 1;
  const e = CELL * 0.3;
  for (const [dx, dz] of [
    [e, 0],
    [-e, 0],
    [0, e],
    [0, -e],
  ] as const) {
    if (isSolid(cellOver(x + dx, z + dz))) k -= 0.09;
  }
  return k;
}

export function keepLight(lamps: readonly Lamp[]): LightModel {
  return (p, n, out) => {
    // Step off the surface, so that its own wall does not shade it.
    const q = [p[0]! + n[0]! * 0.2, p[1]! + n[1]! * 0.2 + 0.02, p[2]! + n[2]! * 0.2];
    const roofed = isRoofed(cellOver(q[0]!, q[2]!));
    const k = crease(q[0]!, q[1]!, q[2]!) * (0.93 + 0.14 * hash01(p[0]! * 8, p[1]! * 8, p[2]! * 8));
    const up = 0.6 + 0.4 * n[1]!;
    const ambient = roofed ? 0.3 : 0.5 * up + 0.12;
    out.r = ambient * k * (roofed ? 1 : 0.84);
    out.g = ambient * k * (roofed ? 0.88 : 0.88);
    out.b = ambient * k * (roofed ? 0.86 : 1.18);
    const facing = n[0]! * SUN[0] + n[1]! * SUN[1] + n[2]! * SUN[2];
    if (facing > 0 && !roofed && isClear(q, SUN, 14)) {
      out.r += 1.05 * facing;
      out.g += 0.7 * facing;
      out.b += 0.36 * facing;
    }
    for (let g = 0; g < LAMP_GROUPS; g++) out.lamps[g] = 0;
    for (const lamp of lamps) {
      const d = [lamp.x - q[0]!, lamp.y + 0.1 - q[1]!, lamp.z - q[2]!];
      const far = Math.sqrt(d[0]! * d[0]! + d[1]! * d[1]! + d[2]! * d[2]!);
      if (far > LAMP_REACH) continue;
      const unit = [d[0]! / far, d[1]! / far, d[2]! / far];
      const slant = unit[0]! * n[0]! + unit[1]! * n[1]! + unit[2]! * n[2]!;
      if (slant < -0.3 || !isClear(q, unit, far - 0.3)) continue;
      const fall = 1 - far / LAMP_REACH;
      const strength = (lamp.power * (0.35 + 0.65 * clamp(slant, 0, 1)) * fall * fall) / (0.35 + far * 0.22);
      out.lamps[lamp.group]! += strength;
    }
    for (let g = 0; g < LAMP_GROUPS; g++) out.lamps[g] = Math.min(1.3, out.lamps[g]!) * (roofed ? 1.5 : 0.8);
  };
}
