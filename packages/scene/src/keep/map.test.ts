import { describe, expect, it } from 'vitest';
import { Path } from '../engine/camera.ts';
import { cellOver, PLAN, ROWS } from './map.ts';
import { wayPoints } from './way.ts';

/** How far from a cell's middle one must stay; a railing fills its cell. */
const ROOM: Record<string, number> = { t: 1.1, b: 0.9, c: 1.3, P: 0.95, l: 0.6, f: 9, i: 9 };

describe('the keep', () => {
  it('has rows of one length, walled all round', () => {
    for (const row of PLAN) {
      expect(row.length).toBe(PLAN[0].length);
      expect('#T').toContain(row[0]);
      expect('#T').toContain(row.at(-1));
    }
  });

  it('is walked without passing through things', () => {
    const path = new Path(wayPoints(), 2);
    const at = new Float64Array(2);
    const hits: string[] = [];
    for (let t = 0; t < 1; t += 0.0005) {
      path.at(t, at);
      const [x, z] = [at[0]!, at[1]!];
      const where = `at ${t.toFixed(3)}: column ${x / 2}, row ${ROWS - z / 2}`;
      for (const [dx, dz] of [
        [0.45, 0],
        [-0.45, 0],
        [0, 0.45],
        [0, -0.45],
      ] as const) {
        if ('#T'.includes(cellOver(x + dx, z + dz))) hits.push(`wall ${where}`);
      }
      // Things stand in the middle of their cells, of width 2.
      const aside = Math.hypot((x % 2) - 1, (z % 2) - 1);
      const room = ROOM[cellOver(x, z)] ?? 0;
      if (aside < room) hits.push(`${cellOver(x, z)} ${where}`);
    }
    expect(hits).toEqual([]);
  });
});
