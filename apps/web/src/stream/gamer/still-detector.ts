/**
 * Tells a frame that is the same as the one before, byte for byte: a paused game, a menu. Such a frame is not sent again.
 * @module
 */
export class StillDetector {
  #previous = new Uint8Array(0);
  #current = new Uint8Array(0);

  /** Compares with the frame of the last call, and remembers this one. A frame that cannot be read counts as new. */
  async isStill(frame: VideoFrame): Promise<boolean> {
    const bytes = frame.format === null ? 0 : frame.allocationSize();
    if (bytes === 0) return false;
    if (this.#current.byteLength !== bytes) this.#current = new Uint8Array(bytes);
    await frame.copyTo(this.#current);
    const same = equal(this.#current, this.#previous);
    [this.#previous, this.#current] = [this.#current, this.#previous];
    return same;
  }
}

/** Compares four bytes at a time; the first difference of a moving game is within the first row or two. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const words = a.byteLength >>> 2;
  const wordsA = new Uint32Array(a.buffer, 0, words);
  const wordsB = new Uint32Array(b.buffer, 0, words);
  for (let i = 0; i < words; i += 1) if (wordsA[i] !== wordsB[i]) return false;
  for (let i = words * 4; i < a.byteLength; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
