/**
 * `EngineAssets` for Node, from the files in this repository. Imported by its own path, so that no bundler meets `node:fs`.
 *
 * @module
 * @example
 *   import { nodeAssets } from '@p2c2g/upscale/node-assets.ts';
 *   const { engine } = await chooseEngine({ quality: 'fast', input, target, assets: nodeAssets(), allow: ['wasm'] });
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { EngineAssets } from './types.ts';

export function nodeAssets(): EngineAssets {
  return {
    wasmUrl: import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
    webgpuWasmUrl: import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'),
    modelUrl: (file) => new URL(`../models/${file}`, import.meta.url).href,
    readBytes: async (url) => new Uint8Array(await readFile(fileURLToPath(url))),
  };
}
