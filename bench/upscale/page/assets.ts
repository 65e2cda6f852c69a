import type { EngineAssets } from '@p2c2g/upscale';
import webgpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

const models = import.meta.glob<string>('../../../packages/upscale/models/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});

export const assets: EngineAssets = {
  wasmUrl,
  webgpuWasmUrl,
  modelUrl: (file) => models[`../../../packages/upscale/models/${file}`] ?? `missing-${file}`,
};
