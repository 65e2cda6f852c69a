/**
 * Where the bundler put what the engines load: all of it on our own server.
 * @module
 */
import type { EngineAssets } from '@p2c2g/upscale';
import webgpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

const MODEL_URLS = import.meta.glob<string>('../../../../packages/upscale/models/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});

export const engineAssets: EngineAssets = {
  wasmUrl,
  webgpuWasmUrl,
  modelUrl: (file) => {
    const url = Object.entries(MODEL_URLS).find(([path]) => path.endsWith(`/${file}`))?.[1];
    // A name that the registry knows and the bundle lacks would be a broken build: a 404 says so at load.
    return url ?? `/models/${file}`;
  },
};
