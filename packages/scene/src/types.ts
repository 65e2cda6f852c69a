/** One drawn picture: `rgba` holds width x height opaque pixels. */
export interface SceneFrame {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

/** A moving picture that can be drawn at any instant and any size. Instances keep buffers: use one per thread. */
export interface Scene {
  readonly name: string;
  readonly seed: number;
  /**
   * Draws an instant.
   * @param timeMs any time ≥ 0; the same time always gives the same picture
   * @param rgba receives width x height x 4 bytes
   */
  render(timeMs: number, width: number, height: number, rgba: Uint8ClampedArray): void;
}
