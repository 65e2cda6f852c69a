/**
 * As much of a `VideoFrame` as planes need, for tests in Node: tight I420, counted while open.
 * @module
 */
export class FakeVideoFrame {
  /** Made and not yet closed. */
  static open = 0;
  /** Called with each look at a frame's bytes. */
  static onCopy: () => void = () => {};
  readonly format = 'I420';
  readonly bytes: Uint8Array;
  readonly visibleRect: { readonly width: number; readonly height: number };
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly colorSpace: VideoColorSpaceInit;
  readonly timestamp: number;

  constructor(
    bytes: Uint8Array,
    init: { codedWidth: number; codedHeight: number; timestamp: number; colorSpace?: VideoColorSpaceInit },
  ) {
    this.bytes = bytes.slice();
    this.visibleRect = { width: init.codedWidth, height: init.codedHeight };
    this.displayWidth = init.codedWidth;
    this.displayHeight = init.codedHeight;
    this.colorSpace = init.colorSpace ?? {};
    this.timestamp = init.timestamp;
    FakeVideoFrame.open += 1;
  }

  async copyTo(into: Uint8Array): Promise<void> {
    into.set(this.bytes);
    FakeVideoFrame.onCopy();
  }

  close(): void {
    FakeVideoFrame.open -= 1;
  }
}
