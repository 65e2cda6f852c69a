/**
 * What a helper says of itself. The coordinator corrects it by what gamers observe.
 * @module
 */
import * as v from 'valibot';
import { codecs, durationMs, quality, sidePx, text } from './fields.ts';

const measurement = v.object({
  quality,
  input_width: sidePx,
  input_height: sidePx,
  backend: v.picklist(['webgpu', 'wasm']),
  ms_per_frame: durationMs,
});

export const capabilities = v.object({
  cpu_cores: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  ram_gb: v.pipe(v.number(), v.minValue(0), v.maxValue(65_536)),
  gpu: v.nullable(v.union([text, v.boolean()])),
  gpu_vram_gb: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(4096))),
  /** Models measured on the spot, with the size they were measured at. */
  measured: v.optional(v.pipe(v.array(measurement), v.maxLength(16)), []),
  codecs: v.optional(codecs),
  max_concurrent_tasks: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)), 4),
  task_types: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(16)), [
    'frame_upscale',
  ]),
});

export type Capabilities = v.InferOutput<typeof capabilities>;
export type Measurement = v.InferOutput<typeof measurement>;
