import type { RateLimits } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { defaultBitrateBps } from '../codecs/support.ts';

/** Below this no codec shows anything. */
const LEAST_BPS = 120_000;
/** Beyond the encoder's share: room for parity from the start ... */
const AT_START = 1.3;
/** ... and for as much of it as is ever added. */
const AT_MOST = 1.6;
/**
 * Of the line's capacity. A frame's own packets take this share of a frame time to pass, on the way there and on the way back, and both are
 * part of its deadline: a fuller line would give a better picture that comes too late.
 */
const SHARE = 0.6;

/** Rates between which a stream of that size and frame rate moves: it starts as good as it can look. */
export function lineLimits(size: Size, fps: number): RateLimits {
  const goodBps = defaultBitrateBps(size, fps);
  return { startBps: goodBps * AT_START, minBps: LEAST_BPS, maxBps: goodBps * AT_MOST, share: SHARE };
}
