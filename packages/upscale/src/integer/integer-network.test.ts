import { expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import { MODELS, modelFile } from '../models.ts';
import { nodeAssets } from '../node-assets.ts';
import { readOnnx } from '../onnx/graph.ts';
import { planOf } from '../onnx/planner.ts';
import { IntegerNetwork } from './integer-network.ts';
import { quantise } from './quantise.ts';

test('the memory of a large picture is given back when pictures become small again', async () => {
  const assets = nodeAssets();
  const model = MODELS['luma-x2-fast'];
  const file = await readAsset(assets, assets.modelUrl(modelFile(model, 'webgpu')), 'model');
  const network = new IntegerNetwork(quantise(planOf(readOnnx(file))));
  const make = (width: number, height: number) => {
    network.input({ width: width + 2 * model.haloPx, height: height + 2 * model.haloPx }).fill(99);
    return network.run().slice();
  };
  const small = make(64, 36);
  const atFirst = network.heldBytes;
  expect(make(1280, 720).length).toBe(2560 * 1440);
  expect(network.heldBytes).toBeGreaterThan(10 * atFirst);
  expect(make(64, 36)).toEqual(small);
  expect(network.heldBytes).toBe(atFirst);
});
