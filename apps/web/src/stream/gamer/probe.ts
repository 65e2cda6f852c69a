/**
 * Measures pictures as the gamer sees them: keeps what the canvas showed for some frames, and when the stream has ended
 * draws the same instants at full size and compares. Nothing is computed while frames flow.
 * @module
 */
import { createScene, rgbaToI420, type SceneName } from '@p2c2g/scene';
import { bicubic, psnr, type Size, ssim } from '@p2c2g/upscale';
import type { PictureScore, ProbeReport } from './probe-types.ts';

/** Pictures kept of each outcome: 720p in RGBA is 3.7 MB, so both together are at most 90 MB. */
const MAX_SAMPLES = 12;
/** Frames away from the right one that a picture is compared with too: it must look less like those. */
const NEIGHBOUR = 3;

type Outcome = 'upscaled' | 'local';

interface Sample {
  readonly frameId: number;
  readonly outcome: Outcome;
  /** The scene's. A frame's number does not tell it: on a narrow line some are passed over before they are numbered. */
  readonly timeMs: number;
  readonly rgba: Uint8ClampedArray;
}

export class PictureProbe {
  readonly #samples: Sample[] = [];
  readonly #every: number;
  readonly #shown: Record<Outcome, number> = { upscaled: 0, local: 0 };

  constructor(sampleEvery: number) {
    this.#every = Math.max(1, sampleEvery);
  }

  /**
   * Whether to keep the frame that has just been shown: the first of its outcome, and every so many after it. Each outcome is counted by
   * itself, so that there are pictures of either however rare it is on this machine.
   */
  wants(outcome: Outcome): boolean {
    const before = this.#shown[outcome];
    this.#shown[outcome] += 1;
    return before % this.#every === 0 && before / this.#every < MAX_SAMPLES;
  }

  keep(frame: Omit<Sample, 'rgba'>, shown: Pick<ImageData, 'data'>): void {
    this.#samples.push({ ...frame, rgba: new Uint8ClampedArray(shown.data) });
  }

  report(scene: { name: SceneName; seed: number }, input: Size, target: Size, fps: number): ProbeReport {
    const painter = new ReferencePainter(scene);
    const neighbourMs = (NEIGHBOUR * 1000) / fps;
    const scores = this.#samples.map((sample) => scoreOf(sample, painter, neighbourMs, input, target));
    const last = this.#samples.findLast(({ outcome }) => outcome === 'upscaled') ?? this.#samples.at(-1);
    return { scores, example: last ? exampleOf(last, painter, input, target) : null };
  }
}

class ReferencePainter {
  readonly #scene;

  constructor(scene: { name: SceneName; seed: number }) {
    this.#scene = createScene(scene.name, scene.seed);
  }

  rgba(timeMs: number, { width, height }: Size): Uint8ClampedArray {
    const rgba = new Uint8ClampedArray(width * height * 4);
    this.#scene.render(timeMs, width, height, rgba);
    return rgba;
  }

  luma(timeMs: number, size: Size): Uint8Array {
    return lumaOf(this.rgba(timeMs, size), size);
  }
}

const lumaOf = (rgba: Uint8ClampedArray, { width, height }: Size): Uint8Array =>
  rgbaToI420(rgba, width, height).y;

function scoreOf(
  sample: Sample,
  painter: ReferencePainter,
  neighbourMs: number,
  input: Size,
  target: Size,
): PictureScore {
  const reference = painter.luma(sample.timeMs, target);
  const shown = lumaOf(sample.rgba, target);
  const plain = bicubic(painter.luma(sample.timeMs, input), input, target);
  const other = painter.luma(sample.timeMs + neighbourMs, target);
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
  const small = painter.rgba(sample.timeMs, input);
  return {
    ...target,
    bicubic: bicubicRgba(small, input, target),
    shown: sample.rgba,
    reference: painter.rgba(sample.timeMs, target),
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
