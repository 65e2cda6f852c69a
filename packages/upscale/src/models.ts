/**
 * The networks there are. Files live in `packages/upscale/models`, each with a card; nothing is fetched from elsewhere.
 *
 * @module
 */
import golden from '../models/golden.json' with { type: 'json' };
import type { Backend, Quality } from './types.ts';

export interface ModelEntry {
  name: 'luma-x2-fast' | 'luma-x2-balanced' | 'luma-x2-quality';
  /** Border the network reads beyond every output, in low-resolution pixels. */
  haloPx: number;
  params: number;
  /** What torch computes for the golden tile: base64 of uint8, twice `GOLDEN_SIZE` each way. */
  goldenBase64: string;
}

/** Every network answers x2. Other targets are resampled from that. */
export const MODEL_SCALE = 2;

export const MODELS: Readonly<Record<Quality, Readonly<ModelEntry>>> = Object.freeze({
  fast: { name: 'luma-x2-fast', haloPx: 5, params: 5488, goldenBase64: golden['luma-x2-fast'] },
  balanced: {
    name: 'luma-x2-balanced',
    haloPx: 9,
    params: 20_080,
    goldenBase64: golden['luma-x2-balanced'],
  },
  quality: {
    name: 'luma-x2-quality',
    haloPx: 13,
    params: 51_984,
    goldenBase64: golden['luma-x2-quality'],
  },
});

/** WASM takes and gives bytes (a Cast inside saves a pass outside); WebGPU has no 8-bit tensors. */
export function modelFile(model: ModelEntry, backend: Backend): string {
  return `${model.name}-${backend === 'wasm' ? 'u8' : 'f32'}.onnx`;
}
