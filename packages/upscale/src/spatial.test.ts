import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bilinear, lanczos3 } from './filters.ts';
import { edgeAdaptive, sharpen } from './fixtures/spatial-formula.ts';
import { wholeOf } from './geometry.ts';
import { psnr } from './metrics/index.ts';
import { SpatialScaler, spatial } from './spatial.ts';
import type { Size } from './types.ts';

function noise({ width, height }: Size, seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: width * height }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function furthest(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

const side = fc.integer({ min: 2, max: 70 });
const sizes = fc.record({ width: side, height: side });

describe('spatial (tier 0)', () => {
  const from = { width: 40, height: 40 };
  const to = { width: 80, height: 80 };
  /** A slanted edge, area-sampled, so that both sizes show the same scene. */
  const edge = (length: number) =>
    Uint8Array.from({ length: length * length }, (_, i) => {
      const distance = (((i % length) + 0.5) * 0.6 + (((i / length) | 0) + 0.5) * 0.8) * (40 / length) - 28;
      return 30 + 190 * Math.min(1, Math.max(0, (distance * length) / 40 + 0.5));
    });

  test('keeps flat planes flat', () => {
    expect(new Set(spatial(new Uint8Array(1600).fill(90), from, to))).toEqual(new Set([90]));
  });

  test('draws a slanted edge better than bilinear and without overshoot', () => {
    const out = spatial(edge(40), from, to);
    expect(psnr(out, edge(80), to)).toBeGreaterThan(psnr(bilinear(edge(40), from, to), edge(80), to) + 1);
    expect(Math.max(...spatial(edge(40), from, to, 0))).toBeLessThanOrEqual(220);
    expect(Math.max(...lanczos3(edge(40), from, to))).toBeGreaterThan(220);
  });

  test('is the formula within one step, whatever the sizes', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(1000), (small, large, seed) => {
        const plane = noise(small, seed);
        const soft = spatial(plane, small, large, 0);
        expect(furthest(soft, edgeAdaptive(plane, small, large))).toBeLessThanOrEqual(1);
        expect(furthest(spatial(plane, small, large, 0.8), sharpen(soft, large, 0.8))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  test('a rectangle has the pixels of the whole', () => {
    const pick = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(sizes, sizes, fc.nat(1000), pick, (small, large, seed, [a, b, c, d]) => {
        const plane = noise(small, seed);
        const x = a % large.width;
        const y = b % large.height;
        const out = { x, y, width: 1 + (c % (large.width - x)), height: 1 + (d % (large.height - y)) };
        const part = new Uint8Array(out.width * out.height);
        new SpatialScaler(small, large, out).run(plane, wholeOf(small), part);
        const whole = spatial(plane, small, large);
        for (let row = 0; row < out.height; row++) {
          const at = (y + row) * large.width + x;
          expect(part.slice(row * out.width, (row + 1) * out.width)).toEqual(whole.slice(at, at + out.width));
        }
      }),
      { numRuns: 60 },
    );
  });
});
