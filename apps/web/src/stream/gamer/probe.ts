/**
 * Measures pictures as the gamer sees them: keeps what the canvas showed for some frames, and when the stream has ended
 * draws the same instants at full size and compares. Nothing is computed while frames flow.
 * @module
 */
import { createScene, rgbaToI420, type SceneName } from '@p2c2g/scene';
import { bicubic, psnr, type Size, ssim } from '@p2c2g/upscale';
import type { PictureScore, ProbeReport } from './probe-types.ts';
import { sceneTimeMs } from './source.ts';

/** Pictures kept: 720p in RGBA is 3.7 MB, so this is at most 90 MB. */
const MAX_SAMPLES = 24;
/** Frames away from the right one that a picture is compared with too: it must look less like those. */
const NEIGHBOUR = 3;

interface Sample {
  readonly frameId: number;
  readonly outcome: 'upscaled' | 'local';
  readonly rgba: Uint8ClampedArray;
}

export class PictureProbe {
  readonly #samples: Sample[] = [];
  readonly #every: number;

  constructor(sampleEvery: number) {
    this.#every = Math.max(1, sampleEvery);
  }

  wants(frameId: number): boolean {
    return frameId % this.#every === 0 && this.#samples.length < MAX_SAMPLES;
  }

  keep(frameId: number, outcome: 'upscaled' | 'local', shown: ImageData): void {
    this.#samples.push({ frameId, outcome, rgba: new Uint8ClampedArray(shown.data) });
  }

  report(scene: { name: SceneName; seed: number }, input: Size, target: Size, fps: number): ProbeReport {
    const painter = new ReferencePainter(scene, fps);
    const scores = this.#samples.map((sample) => scoreOf(sample, painter, input, target));
    const last = this.#samples.findLast(({ outcome }) => outcome === 'upscaled') ?? this.#samples.at(-1);
    return { scores, example: last ? exampleOf(last, painter, input, target) : null };
  }
}

class ReferencePainter {
  readonly #scene;
  readonly #fps: number;

  constructor(scene: { name: SceneName; seed: number }, fps: number) {
    this.#scene = createScene(scene.name, scene.seed);
    this.#fps = fps;
  }

  rgba(frameId: number, { width, height }: Size): Uint8ClampedArray {
    const rgba = new Uint8ClampedArray(width * height * 4);
    this.#scene.render(sceneTimeMs(frameId, this.#fps), width, height, rgba);
    return rgba;
  }

  luma(frameId: number, size: Size): Uint8Array {
    return lumaOf(this.rgba(frameId, size), size);
  }
}

const lumaOf = (rgba: Uint8ClampedArray, { width, height }: Size): Uint8Array =>
  rgbaToI420(rgba, width, height).y;

function scoreOf(sample: Sample, painter: ReferencePainter, input: Size, target: Size): PictureScore {
  const reference = painter.luma(sample.frameId, target);
  const shown = lumaOf(sample.rgba, target);
  const plain = bicubic(painter.luma(sample.frameId, input), input, target);
  const other = painter.luma(sample.frameId + NEIGHBOUR, target);
  return {
    frameId: sample.frameId,
    outcome: sample.outcome,
    psnrDb: {
      shown: psnr(shown, reference, target),
      bicubic: psnr(plain, reference, target),
      neighbour: psnr(shown, other, target),
    },
    ssim: { shown: ssim(shown, reference, target), bicubic: ssim(plain, reference, target) },
  };
}

function exampleOf(
  sample: Sample,
  painter: ReferencePainter,
  input: Size,
  target: Size,
): ProbeReport['example'] {
  const small = painter.rgba(sample.frameId, input);
  return {
    ...target,
    bicubic: bicubicRgba(small, input, target),
    shown: sample.rgba,
    reference: painter.rgba(sample.frameId, target),
  };
}

function bicubicRgba(rgba: Uint8ClampedArray, input: Size, target: Size): Uint8ClampedArray {
  const out = new Uint8ClampedArray(target.width * target.height * 4).fill(255);
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = new Uint8Array(input.width * input.height).map((_, i) => rgba[4 * i + channel]!);
    const scaled = bicubic(plane, input, target);
    for (let i = 0; i < scaled.length; i += 1) out[4 * i + channel] = scaled[i]!;
  }
  return out;
}
