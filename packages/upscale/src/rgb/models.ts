/**
 * Colour networks by others, converted by `training/import`: x2, RGB in and out, zero padding as they were trained. All are too heavy for a CPU at
 * a game's pace.
 *
 * @module
 */
import golden from '../../models/rgb-golden.json' with { type: 'json' };

/** `perceptual`: cleanest edges to the eye, lowest scores, for discrete GPUs. `compat`: what UpscalerJS users know. */
export type RgbTier = 'perceptual' | 'compat';

export type RgbModelName = keyof typeof golden;

export interface RgbModelEntry {
  /** Its files are `<name>-x2-f32.onnx` and `<name>-x2-f16.onnx`. */
  name: RgbModelName;
  tier: RgbTier;
  /** Border that reaches an output, in low-resolution pixels. */
  haloPx: number;
  params: number;
  /** Multiply-adds per low-resolution pixel. */
  macsPerPx: number;
  /** What torch computes for `rgbGoldenTile`: base64 of uint8 planes, x2. */
  goldenBase64: string;
}

/** Every colour network answers x2. */
export const RGB_SCALE = 2;

export const RGB_MODELS: Readonly<Record<RgbModelName, Readonly<RgbModelEntry>>> = Object.freeze({
  'realesr-animevideov3': Object.freeze({
    name: 'realesr-animevideov3',
    tier: 'perceptual',
    haloPx: 18,
    params: 600_652,
    macsPerPx: 598_464,
    goldenBase64: golden['realesr-animevideov3'],
  }),
  'esrgan-slim': Object.freeze({
    name: 'esrgan-slim',
    tier: 'compat',
    haloPx: 10,
    params: 223_056,
    macsPerPx: 222_544,
    goldenBase64: golden['esrgan-slim'],
  }),
});

/** `f16` computes in half precision and needs a GPU with `shader-f16`. Weights are fp16 in both. */
export type Precision = 'f32' | 'f16';

export function rgbModelFile(model: RgbModelEntry, precision: Precision): string {
  return `${model.name}-x2-${precision}.onnx`;
}
