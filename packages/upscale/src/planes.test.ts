import { describe, expect, test } from 'vitest';
import { UpscaleError } from './errors.ts';
import { bilinear, lanczos3 } from './filters.ts';
import { checkFrame, checkTarget, createI420 } from './frame.ts';
import { psnr } from './metrics/index.ts';
import { paddedSize, padPlane } from './pad.ts';
import { spatial } from './spatial.ts';

test('padding repeats edges and makes odd sides even', () => {
  const size = { width: 3, height: 1 };
  const source = { x: 0, y: 0, width: 4, height: 2 };
  expect(paddedSize(source, 2)).toEqual({ width: 8, height: 6 });
  const out = new Uint8Array(48);
  padPlane(Uint8Array.of(1, 2, 3), size, source, 2, out);
  for (let y = 0; y < 6; y++) expect([...out.subarray(y * 8, y * 8 + 8)]).toEqual([1, 1, 1, 2, 3, 3, 3, 3]);
});

describe('spatial (tier 0)', () => {
  const from = { width: 40, height: 40 };
  const to = { width: 80, height: 80 };
  /** A slanted edge, area-sampled, so that both sizes show the same scene. */
  const edge = (side: number) =>
    Uint8Array.from({ length: side * side }, (_, i) => {
      const distance = (((i % side) + 0.5) * 0.6 + (((i / side) | 0) + 0.5) * 0.8) * (40 / side) - 28;
      return 30 + 190 * Math.min(1, Math.max(0, (distance * side) / 40 + 0.5));
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
});

describe('bad shapes are told by code', () => {
  const good = createI420({ width: 5, height: 3 });
  const codeOf = (work: () => void) => {
    try {
      work();
    } catch (error) {
      return error instanceof UpscaleError ? error.code : 'untyped';
    }
    return 'none';
  };
  test('frames', () => {
    expect(codeOf(() => checkFrame(good))).toBe('none');
    for (const bad of [
      { ...good, width: 6 },
      { ...good, u: good.u.subarray(1) },
      { ...good, height: 2.5 },
    ]) {
      expect(codeOf(() => checkFrame(bad))).toBe('P2C2G_UPSCALE_BAD_FRAME');
    }
  });
  test.each([0, 1, -4, 9000, 3.5, Number.NaN])('a target side of %d', (width) => {
    expect(codeOf(() => checkTarget({ width, height: 8 }))).toBe('P2C2G_UPSCALE_BAD_TARGET');
  });
});
