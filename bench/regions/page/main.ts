/**
 * Sends a box of each frame through the browser's encoder and decoder.
 * @module
 */
import { decoderConfig, STREAM_COLOR } from '../../../apps/web/src/codecs/support.ts';
import { type Box, steadyBoxes } from '../changed.ts';
import { counterClip, figureClip, SIZE, sceneAt } from '../clips.ts';
import type { Level } from '../compare.ts';

export interface Order {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** One for each frame, all of one size. */
  readonly boxes: readonly Box[];
  /** What is compared with the source: what changes in each frame. */
  readonly judged: readonly Box[];
  readonly codec: string;
  /** Undefined: the codec has no such mode, and the bit rate counts. */
  readonly quantizer?: number;
  readonly bitrateBps: number;
}

/** The first frames hold the key frame and what follows from it. */
const WARM_UP_FRAMES = 10;

interface Picture {
  readonly box: Box;
  readonly luma: Uint8Array;
}

/** Of the clip in use. */
let frames: readonly Uint8Array[] = [];

/**
 * Makes the clip that is measured from now on.
 * @param picture RGBA, to stand in place of our scene's
 * @returns what changes in each of its frames
 */
function load(
  kind: 'figure' | 'counter',
  count: number,
  picture?: readonly number[],
): { name: string; boxes: Box[] } {
  const standing = picture ? Uint8ClampedArray.from(picture) : sceneAt('keep', 1_000);
  const make = kind === 'figure' ? figureClip : counterClip;
  const clip = make(standing, sceneAt('neon', 4_000), count);
  frames = clip.frames;
  return { name: clip.name, boxes: steadyBoxes(frames, SIZE) };
}

/** @returns undefined where the encoder left frames out to keep to its rate: then there is nothing to compare */
async function measure(order: Order): Promise<Level | undefined> {
  const coder = new Coder(order);
  const [bytes, encodeMs, decodeMs]: number[][] = [[], [], []];
  let squared = 0;
  let judgedPixels = 0;
  for (const [i, box] of order.boxes.entries()) {
    const frame = frames[i]!;
    const coded = await coder.encode(cropped(frame, order, box, i), i);
    if (!coded) {
      coder.close();
      return undefined;
    }
    const picture = await coder.decode(coded.chunk, box);
    if (i < WARM_UP_FRAMES) continue;
    bytes!.push(coded.chunk.byteLength);
    encodeMs!.push(coded.tookMs);
    decodeMs!.push(picture.tookMs);
    squared += squaredError(frame, order.width, picture, order.judged[i]!);
    judgedPixels += order.judged[i]!.width * order.judged[i]!.height;
  }
  coder.close();
  const psnrDb = 10 * Math.log10((255 * 255 * judgedPixels) / squared);
  const meanBytes = bytes!.reduce((sum, each) => sum + each, 0) / bytes!.length;
  return { bytes: meanBytes, encodeMs: median(encodeMs!), decodeMs: median(decodeMs!), psnrDb };
}

class Coder {
  readonly #order: Order;
  readonly #encoder: VideoEncoder;
  readonly #decoder: VideoDecoder;
  #chunk: (chunk: EncodedVideoChunk) => void = () => {};
  #frame: (frame: VideoFrame) => void = () => {};
  #failed: (error: Error) => void = () => {};

  constructor(order: Order) {
    this.#order = order;
    const { width, height } = order.boxes[0]!;
    const error = (reason: Error) => this.#failed(reason);
    this.#encoder = new VideoEncoder({ output: (chunk) => this.#chunk(chunk), error });
    this.#encoder.configure(configOf(order, width, height));
    this.#decoder = new VideoDecoder({ output: (frame) => this.#frame(frame), error });
    this.#decoder.configure(decoderConfig(order.codec, { width, height }));
  }

  async encode(
    frame: VideoFrame,
    index: number,
  ): Promise<{ chunk: EncodedVideoChunk; tookMs: number } | undefined> {
    const startedMs = performance.now();
    const chunk = await new Promise<EncodedVideoChunk | undefined>((done, failed) => {
      this.#chunk = done;
      this.#failed = failed;
      const { quantizer, codec } = this.#order;
      const family = codec.startsWith('avc1') ? 'avc' : 'vp9';
      this.#encoder.encode(frame, {
        keyFrame: index === 0,
        ...(quantizer === undefined ? {} : { [family]: { quantizer } }),
      });
      frame.close();
      this.#encoder.flush().then(() => done(undefined), failed);
    });
    return chunk && { chunk, tookMs: performance.now() - startedMs };
  }

  async decode(chunk: EncodedVideoChunk, box: Box): Promise<Picture & { tookMs: number }> {
    const startedMs = performance.now();
    const frame = await new Promise<VideoFrame>((done, failed) => {
      this.#frame = done;
      this.#failed = failed;
      this.#decoder.decode(chunk);
    });
    const tookMs = performance.now() - startedMs;
    const planes = new Uint8Array(frame.allocationSize());
    const [y] = await frame.copyTo(planes);
    frame.close();
    const luma = new Uint8Array(box.width * box.height);
    for (let row = 0; row < box.height; row++) {
      const from = y!.offset + row * y!.stride;
      luma.set(planes.subarray(from, from + box.width), row * box.width);
    }
    return { box, luma, tookMs };
  }

  close(): void {
    this.#encoder.close();
    this.#decoder.close();
  }
}

function configOf(
  { codec, fps, quantizer, bitrateBps }: Order,
  width: number,
  height: number,
): VideoEncoderConfig {
  const rate = quantizer === undefined ? { bitrate: bitrateBps } : { bitrateMode: 'quantizer' as const };
  const annexb = codec.startsWith('avc1') ? { avc: { format: 'annexb' as const } } : {};
  return { codec, width, height, framerate: fps, latencyMode: 'realtime', ...rate, ...annexb };
}

/** Which codecs take a quantizer for each frame. */
async function takesQuantizer(order: Order): Promise<boolean> {
  const { width, height } = order.boxes[0]!;
  try {
    return (
      (await VideoEncoder.isConfigSupported(configOf({ ...order, quantizer: 30 }, width, height)))
        .supported === true
    );
  } catch {
    return false;
  }
}

function cropped(frame: Uint8Array, order: Order, box: Box, index: number): VideoFrame {
  const chroma = { width: order.width / 2, x: box.x / 2, y: box.y / 2 };
  const half = { width: box.width / 2, height: box.height / 2 };
  const luma = order.width * order.height;
  const data = new Uint8Array((box.width * box.height * 3) / 2);
  const copy = (
    from: number,
    stride: number,
    x: number,
    y: number,
    width: number,
    height: number,
    to: number,
  ) => {
    for (let row = 0; row < height; row++) {
      const at = from + (y + row) * stride + x;
      data.set(frame.subarray(at, at + width), to + row * width);
    }
  };
  copy(0, order.width, box.x, box.y, box.width, box.height, 0);
  const y = box.width * box.height;
  copy(luma, chroma.width, chroma.x, chroma.y, half.width, half.height, y);
  copy(luma * 1.25, chroma.width, chroma.x, chroma.y, half.width, half.height, y * 1.25);
  const timestamp = Math.round((index * 1e6) / order.fps);
  const { width: codedWidth, height: codedHeight } = box;
  return new VideoFrame(data, {
    format: 'I420',
    codedWidth,
    codedHeight,
    timestamp,
    colorSpace: STREAM_COLOR,
  });
}

function squaredError(frame: Uint8Array, stride: number, { box, luma }: Picture, judged: Box): number {
  let sum = 0;
  for (let y = judged.y; y < judged.y + judged.height; y++) {
    for (let x = judged.x; x < judged.x + judged.width; x++)
      sum += (frame[y * stride + x]! - luma[(y - box.y) * box.width + x - box.x]!) ** 2;
  }
  return sum;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const bench = { load, measure, takesQuantizer };
export type RegionsPage = typeof bench;
Object.assign(globalThis, { regionsPage: bench });
