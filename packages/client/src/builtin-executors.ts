/**
 * The task types that this project knows, for Node.
 * @module
 */
import type { Executors } from './executor.ts';
import { FrameUpscaler } from './frame-upscaler.ts';

let executors: Executors | undefined;

/** Made once: networks are kept between tasks. */
export function builtinExecutors(): Executors {
  if (!executors) {
    const upscaler = new FrameUpscaler();
    executors = { frame_upscale: (task) => upscaler.run(task) };
  }
  return executors;
}
