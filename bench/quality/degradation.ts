/**
 * What a frame goes through before it is upscaled: nothing, or a real video stream at a bitrate.
 * @module
 */
import type { Size } from '@p2c2g/upscale';
import { PlainProblem } from '../../scripts/lib/say.mjs';

export type Codec = 'h264' | 'vp8' | 'vp9';

/** `h264-1500k` is H.264 at 1.5 Mbit/s for 640x360 at 30 fps, and in proportion to its pixels for another size. */
export interface Degradation {
  readonly name: string;
  /** Absent when clean. */
  readonly stream?: { readonly codec: Codec; readonly kbps: number };
}

const REFERENCE_PX = 640 * 360;

/** @throws PlainProblem on anything but `clean` and `CODEC-NUMBERk` */
export function parseDegradation(name: string): Degradation {
  if (name === 'clean') return { name };
  const [, codec, kbps] = /^(h264|vp8|vp9)-(\d{2,6})k$/.exec(name) ?? [];
  if (codec === undefined) {
    throw new PlainProblem(
      `--degradations ${name}: clean, or h264-, vp8- or vp9- with a rate, as h264-1500k`,
    );
  }
  return { name, stream: { codec: codec as Codec, kbps: Number(kbps) } };
}

/** Bits a second of a stream of `size` that spends as many bits on a pixel as `kbps` does at 640x360. */
export function bitrateBps(kbps: number, { width, height }: Size): number {
  return Math.round((kbps * 1000 * width * height) / REFERENCE_PX);
}

/** A quarter of a second: a live stream cannot save up for a costly frame. */
const BUFFER_S = 0.25;

/**
 * ffmpeg's words for an encoder set as a live one: no frame held back, no B-frames, one key frame at the start and none at scene
 * cuts, a tight rate, one thread for the same bits on every machine. The last two name the container.
 */
export function encoderArgs(codec: Codec, bps: number): string[] {
  const rate = [
    '-b:v',
    bps,
    '-maxrate',
    bps,
    '-bufsize',
    Math.round(bps * BUFFER_S),
    '-g',
    9999,
    '-threads',
    1,
  ];
  const x264 = ['libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
  const vpx = (name: string, speed: number) => [
    ...[name, '-deadline', 'realtime', '-cpu-used', speed, '-lag-in-frames', 0, '-auto-alt-ref', 0],
    ...['-minrate', bps],
  ];
  const args: Record<Codec, (string | number)[]> = {
    h264: [...x264, '-sc_threshold', 0, ...rate, '-f', 'h264'],
    vp8: [...vpx('libvpx', 4), ...rate, '-f', 'ivf'],
    vp9: [...vpx('libvpx-vp9', 7), ...rate, '-f', 'ivf'],
  };
  return ['-c:v', ...args[codec].map(String)];
}
