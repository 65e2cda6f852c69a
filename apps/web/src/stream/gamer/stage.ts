/**
 * The canvas that the gamer looks at. Pictures of its own size are drawn as they are; any other is scaled here.
 * @module
 */
import type { Band } from '@p2c2g/transport';
import { RgbaPicture, type Size } from '@p2c2g/upscale';
import { type Planes, readPlanes } from '../../codecs/planes.ts';
import { QuickerWay } from './quicker-way.ts';

export class Stage {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  /** A graphics card draws a video picture at once. Without one the canvas has it converted by other threads, and waits for them. */
  readonly #ways = new QuickerWay(['drawn', 'converted']);
  #converter: Converter | undefined;

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
  async draw(picture: VideoFrame, band?: Band): Promise<void> {
    const { width, height } = this.#canvas;
    const of = picture.visibleRect;
    if (band || of?.width !== width || of.height !== height) return this.#draw(picture, band);
    const startedMs = performance.now();
    const way = this.#ways.next;
    if (way === 'drawn') this.#draw(picture);
    else await this.#convert(picture);
    this.#ways.took(way, performance.now() - startedMs);
  }

  /** What is shown now, RGBA. */
  read(): ImageData {
    return this.#context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
  }

  toPng(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }

  #draw(picture: VideoFrame, band: Band = { y: 0, height: this.#canvas.height }): void {
    this.#context.drawImage(picture, 0, band.y, this.#canvas.width, band.height);
  }

  async #convert(picture: VideoFrame): Promise<void> {
    this.#converter ??= new Converter(this.#canvas);
    this.#context.putImageData(await this.#converter.run(picture), 0, 0);
  }
}

/** Video pictures of one size to RGBA, on this thread. */
class Converter {
  readonly #picture: RgbaPicture;
  readonly #planes: Planes;
  readonly #image: ImageData;

  constructor({ width, height }: Size) {
    this.#picture = new RgbaPicture({ width, height });
    this.#planes = {
      size: { width, height },
      bytes: this.#picture.bytes,
      frame: this.#picture.planes,
    };
    this.#image = new ImageData(this.#picture.rgba, width, height);
  }

  /** The same image each time, with what the picture shows. */
  async run(picture: VideoFrame): Promise<ImageData> {
    await readPlanes(picture, this.#planes);
    this.#picture.convert();
    return this.#image;
  }
}
