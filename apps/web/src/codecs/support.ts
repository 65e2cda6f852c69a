/**
 * Which video codecs this browser can both encode and decode in real time, best first.
 * @module
 */
import type { Size } from '@p2c2g/upscale';

/** What a stream of ours is, at each end: BT.709, limited range. Said explicitly, else decoders guess by size. */
export const STREAM_COLOR: VideoColorSpaceInit = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
};

/** Families as they are named in signaling; the full codec string depends on size and rate. */
export const CODEC_FAMILIES = ['h264', 'vp8', 'vp9'] as const;
export type CodecFamily = (typeof CODEC_FAMILIES)[number];

/** H.264 levels: macroblocks a frame and a second that each one allows (ITU-T H.264, table A-1). */
const H264_LEVELS = [
  { hex: '1F', frame: 3600, second: 108_000 },
  { hex: '20', frame: 5120, second: 216_000 },
  { hex: '28', frame: 8192, second: 245_760 },
  { hex: '2A', frame: 8704, second: 522_240 },
  { hex: '32', frame: 22_080, second: 589_824 },
  { hex: '33', frame: 36_864, second: 983_040 },
  { hex: '34', frame: 36_864, second: 2_073_600 },
] as const;

/** The codec string for a stream: for H.264, constrained baseline at the lowest level that holds it. */
export function codecString(family: CodecFamily, size: Size, fps: number): string {
  if (family === 'vp8') return 'vp8';
  if (family === 'vp9') return 'vp09.00.41.08';
  const macroblocks = Math.ceil(size.width / 16) * Math.ceil(size.height / 16);
  const level = H264_LEVELS.find((l) => l.frame >= macroblocks && l.second >= macroblocks * fps);
  return `avc1.42E0${(level ?? H264_LEVELS[H264_LEVELS.length - 1]!).hex}`;
}

/** The family of a codec string; undefined for one that we do not stream. */
export function codecFamily(codec: string): CodecFamily | undefined {
  if (codec.startsWith('avc1.')) return 'h264';
  if (codec === 'vp8') return 'vp8';
  return codec.startsWith('vp09.') ? 'vp9' : undefined;
}

/** Sizes that 4:2:0 video can have: even, and not zero. */
export function evenSize(size: Size): Size {
  const even = (side: number) => Math.max(16, Math.round(side / 2) * 2);
  return { width: even(size.width), height: even(size.height) };
}

/**
 * Bits a second for a good picture: grows with the square root of the pixel rate, because larger pictures hold more
 * redundancy. 320x180 at 30 gives 2 Mbit/s, 1280x720 at 30 gives 8.
 */
export function defaultBitrateBps(size: Size, fps: number, factor = 1): number {
  const pixelsPerSecond = size.width * size.height * fps;
  return Math.round(2_000_000 * factor * Math.sqrt(pixelsPerSecond / (320 * 180 * 30)));
}

export function encoderConfig(
  codec: string,
  size: Size,
  fps: number,
  bitrateBps: number,
): VideoEncoderConfig {
  return {
    codec,
    width: size.width,
    height: size.height,
    framerate: fps,
    bitrate: bitrateBps,
    latencyMode: 'realtime',
    // Annex B carries its parameter sets in the stream: a decoder can start at any key frame with no side data.
    ...(codec.startsWith('avc1.') ? { avc: { format: 'annexb' } } : {}),
  };
}

export function decoderConfig(codec: string, size: Size): VideoDecoderConfig {
  return {
    codec,
    codedWidth: size.width,
    codedHeight: size.height,
    colorSpace: STREAM_COLOR,
    optimizeForLatency: true,
  };
}

/** Families that this browser encodes and decodes at that size and rate, best first. */
export async function supportedFamilies(size: Size, fps: number): Promise<CodecFamily[]> {
  if (typeof VideoEncoder === 'undefined' || typeof VideoDecoder === 'undefined') return [];
  const supported: CodecFamily[] = [];
  for (const family of CODEC_FAMILIES) {
    const codec = codecString(family, size, fps);
    const encode = await supports(() =>
      VideoEncoder.isConfigSupported(encoderConfig(codec, size, fps, 1_000_000)),
    );
    const decode = await supports(() => VideoDecoder.isConfigSupported(decoderConfig(codec, size)));
    if (encode && decode) supported.push(family);
  }
  return supported;
}

async function supports(ask: () => Promise<{ supported?: boolean }>): Promise<boolean> {
  try {
    return (await ask()).supported === true;
  } catch {
    return false;
  }
}
