import type { Engine, VideoEngine } from './types.ts';

/** Whether an engine takes video frames as they are. */
export function isVideoEngine(engine: Engine): engine is VideoEngine {
  return 'upscaleVideo' in engine;
}
