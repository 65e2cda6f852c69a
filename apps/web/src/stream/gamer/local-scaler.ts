/**
 * A captured frame to the stage's size by tier 0, for frames that no helper answered in time. On machines that are too slow for it the canvas
 * scales, as it draws anyway.
 * @module
 */
import { PlainEngine, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';

/** Half of a frame's time at 60 frames a second: encoder, decoder and game want the rest. */
const AFFORDABLE_MS = 8;
/** Share of the newest frame in the running mean: about the last second decides. */
const NEWEST_SHARE = 0.05;
/** Enough for a median; the first one compiles, and is not counted. */
const SAMPLES = 5;

export class LocalScaler {
  readonly #engine: PlainEngine;
  readonly #target: Size;
  readonly #in: PlaneBuffer;
  readonly #out: PlaneBuffer;
  readonly #now: () => number;
  #meanMs = 0;

  constructor(input: Size, target: Size, now: () => number) {
    this.#engine = new PlainEngine('spatial', now);
    this.#target = target;
    this.#in = new PlaneBuffer(input);
    this.#out = new PlaneBuffer(target);
    this.#now = now;
  }

  /**
   * The picture at the target's size, the caller's to close. One at a time. Undefined once frames have become too dear, as when a game begins to
   * take the machine for itself: that holds for the rest of the stream.
   */
  async scale(picture: VideoFrame): Promise<VideoFrame | undefined> {
    if (this.#meanMs > AFFORDABLE_MS) return undefined;
    const startedMs = this.#now();
    const planes = await readPlanes(picture, this.#in);
    const { frame } = await this.#engine.upscale(planes, this.#target);
    this.#out.set(frame);
    const scaled = toVideoFrame(this.#out, picture.timestamp);
    this.#meanMs += NEWEST_SHARE * (this.#now() - startedMs - this.#meanMs);
    return scaled;
  }
}

/** One that this machine can afford at these sizes, measured now; undefined where it cannot, or nothing is to be made larger. */
export async function affordableScaler(
  input: Size,
  target: Size,
  now: () => number = () => performance.now(),
): Promise<LocalScaler | undefined> {
  if (target.width <= input.width && target.height <= input.height) return undefined;
  const scaler = new LocalScaler(input, target, now);
  const picture = toVideoFrame(noisyPicture(input), 0);
  try {
    const samples: number[] = [];
    for (let i = 0; i <= SAMPLES; i++) {
      const startedMs = now();
      (await scaler.scale(picture))?.close();
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
