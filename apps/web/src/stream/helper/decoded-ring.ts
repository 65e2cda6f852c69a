/**
 * The last few frames that a link decoded. A standby keeps them too: an order for any of them needs no key frame and
 * no resend.
 * @module
 */

export interface DecodedFrame {
  readonly frameId: number;
  readonly captureTimeUs: number;
  readonly picture: VideoFrame;
  readonly decodeMs: number;
  readonly decodedAtMs: number;
  /** When the frame's last packet came in: residence counts from here. */
  readonly receivedAtMs: number;
}

/** At 30 fps this is 130 ms of past: more than any deadline, and few enough that a decoder's frame pool never runs dry. */
const KEPT_FRAMES = 4;

export class DecodedRing {
  readonly #frames: DecodedFrame[] = [];

  push(frame: DecodedFrame): void {
    this.#frames.push(frame);
    if (this.#frames.length > KEPT_FRAMES) this.#frames.shift()?.picture.close();
  }

  find(frameId: number): DecodedFrame | undefined {
    return this.#frames.find((frame) => frame.frameId === frameId);
  }

  clear(): void {
    for (const frame of this.#frames.splice(0)) frame.picture.close();
  }
}
