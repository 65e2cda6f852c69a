/**
 * ONNX Runtime's WebAssembly build: one per page or worker, whoever asks first brings it up.
 *
 * @module
 */
import { readAssets } from './assets.ts';
import type { EngineAssets, OnProgress } from './types.ts';

export type WasmOrt = typeof import('onnxruntime-web/wasm');

/** The runtimes that have made a session: they have their code, and their number of threads, for good. */
const running = new WeakSet<WasmOrt>();

/**
 * Reads a network and, before the first one, the 14 MB of the runtime, with one progress over both. The runtime gets its code as bytes: as fast
 * as letting it fetch for itself (Chromium, 0.5 s either way), and the progress is then of what really comes.
 */
export async function readWithRuntime(
  ort: WasmOrt,
  assets: EngineAssets,
  modelUrl: string,
  threads: number,
  onProgress?: OnProgress,
): Promise<Uint8Array> {
  if (running.has(ort)) {
    const [model] = await readAssets(assets, [modelUrl], 'model', onProgress);
    return model!;
  }
  const [model, runtime] = await readAssets(assets, [modelUrl, assets.wasmUrl], 'model', onProgress);
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmBinary = runtime!;
  return model!;
}

/** To be called after the first session: the runtime has compiled its code, and the bytes would only take room. */
export function runtimeRuns(ort: WasmOrt): void {
  running.add(ort);
  ort.env.wasm.wasmBinary = undefined;
}
