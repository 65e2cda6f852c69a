/**
 * What GPU engines differ in: how the large luma plane comes about. Everything before it (the picture's planes in a buffer) and after it
 * (chroma, resampling, reading back) is the same for all.
 *
 * @module
 */
import type { Region, Size } from '../types.ts';

/** The input picture on the GPU: three tight planes of bytes, each from a word of its own on. */
export interface PictureBuffer {
  readonly buffer: GPUBuffer;
  readonly size: Size;
}

/** A rectangle of the large luma plane, as bytes, rows starting on words. */
export interface LumaPlane {
  readonly buffer: GPUBuffer;
  /** The size of the whole picture it is part of. */
  readonly whole: Size;
  /** Which part the buffer holds. */
  readonly held: Region;
  readonly rowWords: number;
}

export interface LumaStage {
  /** The size of the picture that this stage makes of such an input for such a target; it is then resampled, where that is not the target. */
  wholeOf(input: Size, target: Size): Size;
  /** Allocates for whole frames of that size; regions need no more. Frees what was there. */
  resize(picture: PictureBuffer, target: Size): void;
  /**
   * Records what makes at least `needed` (a rectangle of `wholeOf`). A stage that must submit on the way returns another encoder with
   * what is still to be submitted.
   */
  encode(
    encoder: GPUCommandEncoder,
    needed: Region,
  ): Promise<{ encoder: GPUCommandEncoder; plane: LumaPlane }>;
  dispose(): Promise<void>;
}
