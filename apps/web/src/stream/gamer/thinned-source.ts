/**
 * A source of which only every so many frames is used, when the line cannot carry them all.
 * @module
 */
import type { CapturedFrame, FrameSource } from './source.ts';

/** @param divisor asked for each frame: 1 takes all, 2 every other one */
export function thinned(source: FrameSource, divisor: () => number): FrameSource {
  let count = 0;
  return {
    start(onFrame: (frame: CapturedFrame) => void, onEnd: () => void): void {
      source.start((frame) => {
        count += 1;
        if (count % divisor() === 0) onFrame(frame);
        else frame.picture.close();
      }, onEnd);
    },
    stop: () => source.stop(),
  };
}
