/**
 * The canvas that the gamer looks at. Pictures of its own size are drawn as they are; any other is scaled here.
 * @module
 */
import type { Band } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';

export class Stage {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(canvas: OffscreenCanvas, size: Size) {
    this.#canvas = canvas;
    canvas.width = size.width;
    canvas.height = size.height;
    // Opaque and unsynchronised: the compositor need not wait for the page's thread.
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true })!;
    this.#context.imageSmoothingEnabled = true;
    this.#context.imageSmoothingQuality = 'high';
  }

  /** @param band the rows that it shows; all of them by default */
  draw(picture: VideoFrame, band: Band = { y: 0, height: this.#canvas.height }): void {
    this.#context.drawImage(picture, 0, band.y, this.#canvas.width, band.height);
  }

  /** What is shown now, RGBA. */
  read(): ImageData {
    return this.#context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
  }

  toPng(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }
}
