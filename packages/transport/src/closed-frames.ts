/** How many finished frames are remembered one by one; at 60 fps that is over 4 s, far beyond the age of any pending packet. */
const REMEMBERED_FRAMES = 256;

export type ClosedAs = 'completed' | 'expired';

/**
 * Remembers which frames are over, so that a replayed packet cannot open one again. Bounded: what falls out of memory raises
 * a floor under which every frame counts as expired.
 */
export class ClosedFrames {
  readonly #closed = new Map<number, ClosedAs>();
  #floorFrameId = -1;

  close(key: number, as: ClosedAs): void {
    this.#closed.set(key, as);
    if (this.#closed.size <= REMEMBERED_FRAMES) return;
    const [oldest] = this.#closed.keys();
    this.#closed.delete(oldest!);
    this.#floorFrameId = Math.max(this.#floorFrameId, frameIdOfKey(oldest!));
  }

  /** How the frame ended, or `undefined` while it may still come. */
  stateOf(key: number): ClosedAs | undefined {
    const known = this.#closed.get(key);
    if (known) return known;
    return frameIdOfKey(key) <= this.#floorFrameId ? 'expired' : undefined;
  }
}

/** One number for a frame and its region: 40 bits, exact in a double. */
export function keyOfFrame(frameId: number, region: number): number {
  return frameId * 256 + region;
}

export function frameIdOfKey(key: number): number {
  return Math.floor(key / 256);
}
