import type { ResultTimings } from '@p2c2g/transport';

/** A frame's way in the order it is gone, each leg measured on one clock. */
export const FRAME_STAGES = [
  /** Gamer: from the source to a frame at hand. */
  'capture',
  /** Gamer: low-resolution frame to chunk. */
  'encode',
  /** Both ways: round trip less the time at the helper. */
  'network',
  /** Helper: waiting for its turn. */
  'queue',
  /** Helper: chunk to frame. */
  'decode',
  /** Helper: small frame to large. */
  'upscale',
  /** Helper: large frame to chunk. */
  'encodeResult',
  /** Gamer: chunk to frame. */
  'decodeResult',
  /** Gamer: waiting for the frames before it, and drawing. */
  'present',
  /** From capture to the screen. */
  'total',
] as const;

export type FrameStage = (typeof FRAME_STAGES)[number];

/** Durations in ms; stages that a frame did not go through are absent. */
export type StageDurations = Partial<Record<FrameStage, number>>;

/**
 * The legs between order and result.
 *
 * @param roundTripMs from the order's sending to the result's last packet, on the gamer's clock
 * @param timings the helper's account, on the helper's clock
 */
export function stagesOfResult(roundTripMs: number, timings: ResultTimings): StageDurations {
  return {
    network: Math.max(0, roundTripMs - timings.residenceUs / 1_000),
    queue: timings.queueUs / 1_000,
    decode: timings.decodeUs / 1_000,
    upscale: timings.upscaleUs / 1_000,
    encodeResult: timings.encodeUs / 1_000,
  };
}
