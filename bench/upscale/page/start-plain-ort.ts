/** The network alone: no padding, no chroma, no colours, no resampling; input ready, output read back. */
import { modelFile } from '@p2c2g/upscale';
import { assets } from './assets.ts';
import type { Ready, Spec } from './spec.ts';
import { doubling } from './start-ours.ts';

export async function startPlainOrt(spec: Spec): Promise<Ready> {
  const model = doubling(spec);
  const wasm = spec.backend === 'wasm';
  const ort = wasm ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = spec.threads;
  ort.env.wasm.wasmPaths = { wasm: wasm ? assets.wasmUrl : assets.webgpuWasmUrl };
  const url = assets.modelUrl(modelFile(model, wasm ? 'wasm' : 'webgpu'));
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [spec.backend] });
  const dims = [1, 1, spec.height + 2 * model.haloPx, spec.width + 2 * model.haloPx];
  const length = dims[2]! * dims[3]!;
  const x = wasm
    ? new ort.Tensor('uint8', new Uint8Array(length).fill(90), dims)
    : new ort.Tensor('float32', new Float32Array(length).fill(90), dims);
  return {
    algorithm: `${model.name}/${spec.backend}`,
    macs: model.macsPerPx * spec.width * spec.height,
    frame: async () => {
      const { y } = await session.run({ x });
      await y!.getData(true);
    },
  };
}
