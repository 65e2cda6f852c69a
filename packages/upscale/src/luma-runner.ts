/**
 * The one thing backends differ in: a rectangle of a luma plane through the network.
 *
 * @module
 */
import type { Backend, EngineKind, OnProgress, Region, Size } from './types.ts';

export interface LumaRunner {
  readonly backend: Backend;
  /** Which way of using the backend this is; part of `algorithm_used`. */
  readonly kind: EngineKind;
  /** Reads files, compiles. Throws `UpscaleError`. */
  load(onProgress?: OnProgress): Promise<void>;
  /**
   * `plane` is tight, of any `size`; `source` is a rectangle of whole cells (even numbers) of `evenSize(size)`, see `networkSource`. What the
   * network reads beyond it comes from the plane, and beyond the plane from its repeated edge. Returns the rectangle `source` times the
   * network's scale, tight, owned by the runner and valid until the next call.
   */
  run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array>;
  dispose(): Promise<void>;
}
