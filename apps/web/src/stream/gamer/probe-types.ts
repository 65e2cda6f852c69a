/**
 * What the measuring probe tells: pictures as they were shown, compared with the same instants drawn at full size.
 * @module
 */
export interface PictureScore {
  readonly frameId: number;
  readonly outcome: 'upscaled' | 'local';
  readonly psnrDb: { readonly shown: number; readonly bicubic: number; readonly neighbour: number };
  readonly ssim: { readonly shown: number; readonly bicubic: number };
}

export interface ProbeReport {
  readonly scores: readonly PictureScore[];
  /** The last sampled picture, three ways, RGBA at target size: what the side-by-side is made of. */
  readonly example: {
    readonly width: number;
    readonly height: number;
    readonly bicubic: Uint8ClampedArray;
    readonly shown: Uint8ClampedArray;
    readonly reference: Uint8ClampedArray;
  } | null;
}

/** A frame on the screen, as the worker's clock has it. */
export interface ShownFrame {
  readonly outcome: 'upscaled' | 'local';
  readonly atMs: number;
}

/** The stream at one instant: who works on it now, and what was shown lately. */
export interface StreamLook {
  readonly atMs: number;
  readonly activePeerId: string | null;
  readonly hedges: number;
  readonly needlessHedges: number;
  readonly failovers: number;
  /** Oldest first; the last ten seconds at 60 fps. */
  readonly shown: readonly ShownFrame[];
}

/** encode, decode, upscale, encode, decode in one tab with no network: what the machine itself costs. */
export interface BareChainReport {
  readonly frames: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly stagesMs: Readonly<
    Record<'encode' | 'decode' | 'upscale' | 'encodeResult' | 'decodeResult', number>
  >;
  readonly algorithm: string;
}
