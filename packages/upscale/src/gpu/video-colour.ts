/**
 * What a video's colour tags mean in numbers (ITU-T H.273), for both ways between YUV and RGB.
 *
 * ```
 *   Y = kr R + (1 - kr - kb) G + kb B      U = (B - Y) / (2 - 2 kb)      V = (R - Y) / (2 - 2 kr)
 *   y = lumaFrom + lumaRange Y             u = 128 + chromaRange U       v = 128 + chromaRange V          of 255
 * ```
 *
 * @module
 */

export interface VideoColour {
  readonly kr: number;
  readonly kb: number;
  readonly lumaFrom: number;
  readonly lumaRange: number;
  readonly chromaRange: number;
}

const MATRICES: Readonly<Record<string, readonly [kr: number, kb: number]>> = {
  bt709: [0.2126, 0.0722],
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};

/** Without tags: BT.709 in limited range, as browsers read video that says nothing. */
export function videoColour(tags: Pick<VideoColorSpaceInit, 'matrix' | 'fullRange'>): VideoColour {
  const [kr, kb] = MATRICES[tags.matrix ?? 'bt709'] ?? MATRICES.bt709!;
  return tags.fullRange
    ? { kr, kb, lumaFrom: 0, lumaRange: 255, chromaRange: 255 }
    : { kr, kb, lumaFrom: 16, lumaRange: 219, chromaRange: 224 };
}

/** As `Colour` in `wgsl/video.ts`. */
export function colourNumbers({ kr, kb, lumaFrom, lumaRange, chromaRange }: VideoColour): number[] {
  return [kr, kb, lumaFrom, lumaRange, chromaRange];
}
