/**
 * A captured frame to the stage's size by tier 0, for frames that no helper answered in time. On machines that are too slow for it the canvas
 * scales, as it draws anyway.
 * @module
 */
import { PlainEngine, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';

/** Half of a frame's time at 60 frames a second: encoder, decoder and game want the rest. */
const AFFORDABLE_MS = 8;
/** Enough for a median; the first one compiles, and is not counted. */
const SAMPLES = 5;

export class LocalScaler {
  readonly #engine: PlainEngine;
  readonly #target: Size;
  readonly #in: PlaneBuffer;
  readonly #out: PlaneBuffer;

  constructor(input: Size, target: Size) {
    this.#engine = new PlainEngine('spatial', () => performance.now());
    this.#target = target;
    this.#in = new PlaneBuffer(input);
    this.#out = new PlaneBuffer(target);
  }

  /** The picture at the target's size, the caller's to close. One at a time. */
  async scale(picture: VideoFrame): Promise<VideoFrame> {
    const planes = await readPlanes(picture, this.#in);
    const { frame } = await this.#engine.upscale(planes, this.#target);
    this.#out.set(frame);
    return toVideoFrame(this.#out, picture.timestamp);
  }
}

/** One that this machine can afford at these sizes, measured now; undefined where it cannot, or nothing is to be made larger. */
export async function affordableScaler(
  input: Size,
  target: Size,
  now: () => number = () => performance.now(),
): Promise<LocalScaler | undefined> {
  if (target.width <= input.width && target.height <= input.height) return undefined;
  const scaler = new LocalScaler(input, target);
  const picture = toVideoFrame(noisyPicture(input), 0);
  try {
    const samples: number[] = [];
    for (let i = 0; i <= SAMPLES; i++) {
      const startedMs = now();
      (await scaler.scale(picture)).close();
      const ms = now() - startedMs;
      if (i > 0) samples.push(ms);
    }
    samples.sort((a, b) => a - b);
    return samples[SAMPLES >> 1]! <= AFFORDABLE_MS ? scaler : undefined;
  } finally {
    picture.close();
  }
}

/** No two neighbours alike: a flat picture is done in half the time. */
function noisyPicture(size: Size): PlaneBuffer {
  const planes = new PlaneBuffer(size);
  for (let i = 0; i < planes.bytes.length; i++) planes.bytes[i] = Math.imul(i, 2654435761) >>> 24;
  return planes;
}
