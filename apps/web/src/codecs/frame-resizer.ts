import type { Size } from '@p2c2g/upscale';

/** Draws frames at another size, with the browser's own filter. */
export class FrameResizer {
  readonly size: Size;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D | null;

  constructor(size: Size) {
    this.size = size;
    this.#canvas = new OffscreenCanvas(size.width, size.height);
    this.#context = this.#canvas.getContext('2d', { alpha: false, desynchronized: true });
  }

  /** Closes the frame; the one returned is the caller's to close, and of the same time. A frame that fits comes back as it is. */
  resize(frame: VideoFrame): VideoFrame {
    const { width, height } = this.size;
    if (frame.displayWidth === width && frame.displayHeight === height) return frame;
    this.#context?.drawImage(frame, 0, 0, width, height);
    const resized = new VideoFrame(this.#canvas, { timestamp: frame.timestamp });
    frame.close();
    return resized;
  }
}
