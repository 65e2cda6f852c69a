import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import { MODELS, modelFile } from '../models.ts';
import { nodeAssets } from '../node-assets.ts';
import { readOnnx } from '../onnx/graph.ts';
import type { Plan } from '../onnx/plan.ts';
import { planOf } from '../onnx/planner.ts';
import { blocksOf, quantise } from './quantise.ts';

const assets = nodeAssets();
const fast = planOf(
  readOnnx(await readAsset(assets, assets.modelUrl(modelFile(MODELS['luma-x2-fast'], 'webgpu')), 'model')),
);

test('blocks are of three and four groups, enough of them, and none to spare from six on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), (groups) => {
      const blocks = blocksOf(groups);
      const sum = blocks.reduce((a, b) => a + b, 0);
      expect(blocks.every((block) => block === 3 || block === 4)).toBe(true);
      expect(sum).toBeGreaterThanOrEqual(groups);
      if (groups >= 6) expect(sum).toBe(groups);
    }),
  );
});

test('the filter beside the network still sums to one, to the last bit', () => {
  const { passes } = quantise(fast);
  const skip = passes.at(-1)!.terms.find(({ source }) => source === 'input')!;
  const sums = new Array<number>(passes.at(-1)!.channels).fill(0);
  const [packed] = skip.weights;
  packed!.forEach((weight, i) => {
    const out = Math.floor((i % (packed!.length / (skip.kernel * skip.pairs))) / 2);
    sums[out]! += weight;
  });
  const one = 2 ** Math.round(Math.log2(sums[0]!));
  for (const sum of sums) expect(Math.abs(sum - one)).toBeLessThanOrEqual(1);
});

describe('what the kernels do not run is said, not computed wrongly', () => {
  const refused = (plan: Plan) => {
    expect(() => quantise(plan)).toThrow(expect.objectContaining({ code: 'P2C2G_UPSCALE_MODEL' }));
  };
  const change = (index: number, by: object): Plan => ({
    ...fast,
    passes: fast.passes.map((pass, i) => (i === index ? { ...pass, ...by } : pass)),
  });

  test('colour, cells of another size, other scales', () => {
    refused({ ...fast, inputChannels: 3 });
    refused({ ...fast, cellPx: 1 });
    refused({ ...fast, block: 5 });
  });

  test('slopes below zero, no activation, an activation at the end', () => {
    refused(change(0, { slopes: new Float32Array(16).fill(0.1) }));
    refused(change(0, { slopes: undefined }));
    refused(change(fast.passes.length - 1, { slopes: new Float32Array(16) }));
  });

  test('a pass that is skipped over', () => {
    const last = fast.passes.at(-1)!;
    refused(change(fast.passes.length - 1, { terms: last.terms.filter(({ source }) => source === 'input') }));
  });
});
