/**
 * The one thing backends differ in: a padded luma plane through the network.
 *
 * @module
 */
import type { Backend, OnProgress, Size } from './types.ts';

export interface LumaRunner {
  readonly backend: Backend;
  /** Reads files, compiles. Throws `UpscaleError`. */
  load(onProgress?: OnProgress): Promise<void>;
  /**
   * `plane`: tight, any size. Returns the x2 plane of the size made even (`evenSize(size)` doubled), owned by the runner and valid until the
   * next call.
   */
  run(plane: Uint8Array, size: Size): Promise<Uint8Array>;
  dispose(): Promise<void>;
}

/** Networks work in cells of 2x2 pixels, so an odd side grows by one repeated pixel. */
export function evenSize({ width, height }: Size): Size {
  return { width: width + (width & 1), height: height + (height & 1) };
}
