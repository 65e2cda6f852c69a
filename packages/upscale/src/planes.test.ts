import { describe, expect, test } from 'vitest';
import { UpscaleError } from './errors.ts';
import { checkFrame, checkTarget, createI420 } from './frame.ts';
import { paddedSize, padPlane } from './pad.ts';

test('padding repeats edges and makes odd sides even', () => {
  const size = { width: 3, height: 1 };
  const source = { x: 0, y: 0, width: 4, height: 2 };
  expect(paddedSize(source, 2)).toEqual({ width: 8, height: 6 });
  const out = new Uint8Array(48);
  padPlane(Uint8Array.of(1, 2, 3), size, source, 2, out);
  for (let y = 0; y < 6; y++) expect([...out.subarray(y * 8, y * 8 + 8)]).toEqual([1, 1, 1, 2, 3, 3, 3, 3]);
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
