import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MODELS, modelFile, modelFor } from './models.ts';
import { nodeAssets } from './node-assets.ts';

const models = Object.values(MODELS);
const small = { width: 320, height: 180 };
const times = (ratio: number) => ({ width: 320 * ratio, height: 180 * ratio });

describe('the table of networks', () => {
  test.each(models)('$name is named after what it is, and its files are there', (model) => {
    expect(model.name).toBe(`luma-x${model.scale}-${model.quality}`);
    expect([2, 3, 4]).toContain(model.scale);
    expect(Object.isFrozen(model)).toBe(true);
    for (const backend of ['wasm', 'webgpu'] as const) {
      expect(existsSync(new URL(nodeAssets().modelUrl(modelFile(model, backend))))).toBe(true);
    }
  });
});

describe.each(['fast', 'balanced', 'quality'] as const)('the network for %s', (quality) => {
  const scales = models.filter((m) => m.quality === quality).map((m) => m.scale);

  test.each([1.25, 1.5, 2, 3, 4, 6])(
    'a ratio of %d: the smallest scale that reaches it, or the largest',
    (ratio) => {
      const reaching = scales.filter((scale) => scale >= ratio);
      const best = reaching.length > 0 ? Math.min(...reaching) : Math.max(...scales);
      expect(modelFor(quality, small, times(ratio))?.name).toBe(`luma-x${best}-${quality}`);
    },
  );

  test.each([1, 0.5])('none for a ratio of %d', (ratio) => {
    expect(modelFor(quality, small, times(ratio))).toBeUndefined();
  });

  test('the larger of two ratios decides', () => {
    expect(modelFor(quality, small, { width: 320, height: 360 })?.scale).toBe(2);
  });
});
