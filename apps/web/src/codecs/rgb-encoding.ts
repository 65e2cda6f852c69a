/**
 * What this browser's encoder makes of RGB frames. Nothing tells: Chromium's software encoders write BT.709 in full range, hardware may do
 * otherwise, and the stream does not say. So a frame of known colours is encoded and looked at.
 * @module
 */
import type { Size } from '@p2c2g/upscale';
import { decoderConfig } from './support.ts';

/** Colours that tell the candidates apart by ten steps and more. */
const COLOURS = [
  [200, 40, 40],
  [40, 200, 40],
  [40, 40, 200],
  [235, 235, 235],
] as const;
const CANDIDATES = (['bt709', 'smpte170m'] as const).flatMap((matrix) =>
  [true, false].map((fullRange) => ({ matrix, fullRange })),
);
/** Steps of 255 that coding may cost on flat colour. */
const TOLERANCE = 3;
/** Codecs that say nothing are broken; on a busy machine the first answer takes a second or two. */
const WITHIN_MS = 10_000;

export type RgbEncoding = (typeof CANDIDATES)[number];

/**
 * How the encoder turns RGB into planes, by trying; undefined where that is nothing we know, or fails. `config` is the stream's own: another
 * size may mean another encoder.
 */
export async function rgbEncoding(config: VideoEncoderConfig): Promise<RgbEncoding | undefined> {
  const size = { width: config.width, height: config.height };
  try {
    const decoded = await throughCodec(stripes(size), { ...config, bitrate: 8_000_000 });
    const seen = await samples(decoded, size);
    return CANDIDATES.find((candidate) =>
      COLOURS.every((colour, i) =>
        planesOf(colour, candidate).every((value, k) => Math.abs(value - seen[i]![k]!) <= TOLERANCE),
      ),
    );
  } catch {
    return undefined;
  }
}

/** Y, U and V of 255 that a colour has; ITU-T H.273. */
export function planesOf(
  [r, g, b]: readonly [number, number, number],
  { matrix, fullRange }: RgbEncoding,
): [number, number, number] {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const luma = kr * r + (1 - kr - kb) * g + kb * b;
  const [from, range, chroma] = fullRange ? [0, 1, 1] : [16, 219 / 255, 224 / 255];
  return [
    from + range * luma,
    128 + (chroma * (b - luma)) / (2 - 2 * kb),
    128 + (chroma * (r - luma)) / (2 - 2 * kr),
  ];
}

function stripes({ width, height }: Size): VideoFrame {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  COLOURS.forEach((colour, i) => {
    context.fillStyle = `rgb(${colour.join(',')})`;
    context.fillRect((i * width) / COLOURS.length, 0, width, height);
  });
  return new VideoFrame(canvas, { timestamp: 0, alpha: 'discard' });
}

async function throughCodec(frame: VideoFrame, config: VideoEncoderConfig): Promise<VideoFrame> {
  let encoder: VideoEncoder | undefined;
  let decoder: VideoDecoder | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<VideoFrame>((resolve, reject) => {
      late = setTimeout(() => reject(new DOMException('no answer', 'TimeoutError')), WITHIN_MS);
      const back = new VideoDecoder({ output: resolve, error: reject });
      decoder = back;
      back.configure(decoderConfig(config.codec, { width: config.width, height: config.height }));
      const to = new VideoEncoder({ output: (chunk) => back.decode(chunk), error: reject });
      encoder = to;
      to.configure(config);
      to.encode(frame, { keyFrame: true });
      to.flush().then(() => back.flush(), reject);
    });
  } finally {
    clearTimeout(late);
    frame.close();
    for (const codec of [encoder, decoder]) if (codec && codec.state !== 'closed') codec.close();
  }
}

/** The middle of each stripe. */
async function samples(frame: VideoFrame, size: Size): Promise<number[][]> {
  try {
    const bytes = new Uint8Array(frame.allocationSize());
    const layout = await frame.copyTo(bytes);
    return COLOURS.map((_, i) => {
      const [x, y] = [Math.floor(((i + 0.5) * size.width) / COLOURS.length), size.height >> 1];
      const at = (plane: number, left: number, top: number) =>
        bytes[layout[plane]!.offset + top * layout[plane]!.stride + left]!;
      const [u, v] = [x >> 1, y >> 1];
      return frame.format === 'NV12'
        ? [at(0, x, y), at(1, 2 * u, v), at(1, 2 * u + 1, v)]
        : [at(0, x, y), at(1, u, v), at(2, u, v)];
    });
  } finally {
    frame.close();
  }
}
