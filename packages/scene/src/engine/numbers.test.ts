import { describe, expect, it } from 'vitest';
import { angleTurns, cells, cosTurns, fbm, hash, sinTurns } from './numbers.ts';

describe('numbers', () => {
  it('sinTurns and cosTurns follow the true curves', () => {
    for (let t = -2; t < 2; t += 0.0137) {
      expect(Math.abs(sinTurns(t) - Math.sin(2 * Math.PI * t))).toBeLessThan(4e-6);
      expect(Math.abs(cosTurns(t) - Math.cos(2 * Math.PI * t))).toBeLessThan(4e-6);
    }
  });

  it('angleTurns inverts them', () => {
    for (let t = -0.49; t < 0.5; t += 0.013) {
      expect(Math.abs(angleTurns(3 * sinTurns(t), 3 * cosTurns(t)) - t)).toBeLessThan(2e-4);
    }
  });

  it('hash is fixed for all time', () => {
    expect([hash(0), hash(1, 2, 3, 4), hash(-5, 7)]).toMatchInlineSnapshot(`
      [
        0,
        2226550290,
        379278480,
      ]
    `);
  });

  it('noise tiles', () => {
    expect(fbm(0, 0.3, 4, 3, 1)).toBeCloseTo(fbm(1, 0.3, 4, 3, 1), 12);
    const a = { ...cells(0.001, 0.5, 8, 1) };
    expect(cells(1.001, 0.5, 8, 1).distance).toBeCloseTo(a.distance, 9);
  });
});
