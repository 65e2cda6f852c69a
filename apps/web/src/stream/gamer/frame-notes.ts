/**
 * What is known of a frame between capture and presentation, with the captured picture itself: the replacement, should
 * no helper's come.
 * @module
 */
export interface FrameNote {
  readonly frameId: number;
  readonly picture: VideoFrame;
  readonly capturedAtMs: number;
  /** From captured to handed to the encoder. */
  readonly captureMs: number;
  captureTimeUs: number;
  encodeMs: number | undefined;
}

export class FrameNotes {
  readonly #notes = new Map<number, FrameNote>();

  open(frameId: number, picture: VideoFrame, capturedAtMs: number, nowMs: number): void {
    this.#notes.set(frameId, {
      frameId,
      picture,
      capturedAtMs,
      captureMs: nowMs - capturedAtMs,
      captureTimeUs: 0,
      encodeMs: undefined,
    });
  }

  encoded(frameId: number, captureTimeUs: number, encodeMs: number): void {
    const note = this.#notes.get(frameId);
    if (note) Object.assign(note, { captureTimeUs, encodeMs });
  }

  find(frameId: number): FrameNote | undefined {
    return this.#notes.get(frameId);
  }

  /** Hands the note over: its picture is the caller's to close. */
  take(frameId: number): FrameNote | undefined {
    const note = this.#notes.get(frameId);
    this.#notes.delete(frameId);
    return note;
  }

  clear(): void {
    for (const { picture } of this.#notes.values()) picture.close();
    this.#notes.clear();
  }
}
