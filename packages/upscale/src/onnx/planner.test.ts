import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UpscaleError } from '../errors.ts';
import { MODELS, modelFile } from '../models.ts';
import { readOnnx } from './graph.ts';
import { macsPerPx, type Plan } from './plan.ts';
import { planOf } from './planner.ts';

const read = async (file: string) =>
  new Uint8Array(await readFile(new URL(`../../models/${file}`, import.meta.url)));
const fast = await read('luma-x2-fast-f32.onnx');

/** The code of the error, or the plan: anything else that is thrown is a fault of ours. */
function outcome(file: Uint8Array): Plan | string {
  try {
    return planOf(readOnnx(file));
  } catch (error) {
    if (error instanceof UpscaleError) return error.code;
    throw error;
  }
}

describe('plans of the networks we ship', () => {
  test.each(Object.values(MODELS))(
    '$name has the registry’s figures, from either of its files',
    async (model) => {
      for (const backend of ['webgpu', 'wasm'] as const) {
        const plan = planOf(readOnnx(await read(modelFile(model, backend))));
        expect(plan).toMatchObject({ scale: model.scale, haloPx: model.haloPx, cellPx: 2, inputChannels: 1 });
        expect(macsPerPx(plan)).toBe(model.macsPerPx);
        const weights = plan.passes.flatMap((p) => p.terms.map((t) => t.weights));
        expect(weights.reduce((sum, { length }) => sum + length, 0)).toBe(model.params);
        // Our networks have no biases but the half that rounds the last one's answer.
        const biases = plan.passes.map((p) => [...new Set(p.bias)]);
        expect(biases).toEqual([...plan.passes.slice(1).map(() => [0]), [0.5]]);
      }
    },
  );

  test('activations belong to their convolution, and the skip to the last pass', () => {
    const { passes } = planOf(readOnnx(fast));
    expect(passes.map((p) => p.slopes?.every((s) => s === 0))).toEqual([true, true, undefined]);
    expect(passes.map((p) => p.terms.map((t) => [t.source, t.kernel, t.crop]))).toEqual([
      [['input', 4, 0]],
      [[0, 3, 0]],
      [
        [1, 3, 0],
        ['input', 6, 3],
      ],
    ]);
  });
});

describe('files that are broken or of another kind', () => {
  test('a network of another kind', async () => {
    expect(outcome(await read('esrgan-slim-x2-f32.onnx'))).toBe('P2C2G_UPSCALE_MODEL');
  });

  test('cut anywhere: a typed error', () => {
    for (let length = 0; length < fast.length; length += length < 600 ? 1 : 97) {
      expect(outcome(fast.subarray(0, length))).toBe('P2C2G_UPSCALE_MODEL');
    }
  });

  test('garbled anywhere: a plan within limits, or a typed error', () => {
    const flips = fc.array(fc.tuple(fc.nat(fast.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(flips, (changes) => {
        const file = fast.slice();
        for (const [at, mask] of changes) file[at] = file[at]! ^ mask;
        const answer = outcome(file);
        if (typeof answer === 'string') expect(answer).toBe('P2C2G_UPSCALE_MODEL');
        else expect(answer.passes.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 300 },
    );
  });

  test('any bytes: a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(outcome(bytes)).toBe('P2C2G_UPSCALE_MODEL');
      }),
    );
  });
});
