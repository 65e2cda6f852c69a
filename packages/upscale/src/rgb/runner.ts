import type { Backend, OnProgress, Size } from '../types.ts';
import type { Precision } from './models.ts';

/** A colour network on one backend. */
export interface RgbRunner {
  readonly backend: Backend;
  /** Known once loaded. */
  readonly precision: Precision;
  /** Reads files, compiles. Throws `UpscaleError`. */
  load(onProgress?: OnProgress): Promise<void>;
  /** Three planes of `size`, 0..1 -> three of twice the size, somewhat beyond 0..1; valid until the next call. */
  run(planes: Float32Array, size: Size): Promise<Float32Array>;
  dispose(): Promise<void>;
}
