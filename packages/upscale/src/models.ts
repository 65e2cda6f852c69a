/**
 * The networks there are. Files live in `packages/upscale/models`, each with a card; nothing is fetched from elsewhere. The table is
 * `models.json`, which `training/export.py` writes beside the weights.
 *
 * @module
 */
import table from '../models/models.json' with { type: 'json' };
import type { Backend, Quality, Size } from './types.ts';

/** A network of the luma family: whole cells of 2x2 pixels in, `scale` times as many out each way. */
export interface ModelEntry {
  /** `luma-x<scale>-<quality>`, which is also the beginning of its files' names. */
  name: string;
  quality: Quality;
  scale: number;
  /** Channels of its layers, and how many convolutions stand between the first and the last. */
  channels: number;
  layers: number;
  /** Border the network reads beyond every output, in low-resolution pixels. */
  haloPx: number;
  params: number;
  /** Multiply-adds per low-resolution pixel. */
  macsPerPx: number;
  /** What torch computes for the golden tile: base64 of uint8, `scale` times `GOLDEN_SIZE` each way. */
  goldenBase64: string;
}

export type ModelName = keyof typeof table;

export const MODELS: Readonly<Record<ModelName, Readonly<ModelEntry>>> = Object.freeze(
  Object.fromEntries(
    Object.entries(table).map(([name, { golden, ...rest }]): [string, Readonly<ModelEntry>] => {
      const quality = name.slice(name.lastIndexOf('-') + 1) as Quality;
      return [name, Object.freeze({ name, quality, ...rest, goldenBase64: golden })];
    }),
  ) as Record<ModelName, ModelEntry>,
);

/**
 * The network of that quality for this change of size: the one with the smallest scale that reaches the target, whose picture is then
 * shrunk; else the one that comes nearest. Undefined when the target is no larger than the input: a plain filter does that better.
 */
export function modelFor(quality: Quality, input: Size, target: Size): ModelEntry | undefined {
  const ratio = Math.max(target.width / input.width, target.height / input.height);
  if (ratio <= 1) return undefined;
  const byScale = Object.values(MODELS)
    .filter((model) => model.quality === quality)
    .sort((a, b) => a.scale - b.scale);
  return byScale.find(({ scale }) => scale >= ratio) ?? byScale.at(-1);
}

/** WASM takes and gives bytes (a Cast inside saves a pass outside); WebGPU has no 8-bit tensors. */
export function modelFile(model: ModelEntry, backend: Backend): string {
  return `${model.name}-${backend === 'wasm' ? 'u8' : 'f32'}.onnx`;
}
