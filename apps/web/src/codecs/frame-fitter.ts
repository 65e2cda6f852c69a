/**
 * Frames of any size and colour, brought to the stream's: captures give what they give, whatever was asked for.
 *
 * Planes stay planes wherever the frame has ours: the way over a canvas costs five times as much, and an encoder that is handed RGB takes a
 * matrix of its own choice and does not say which.
 * @module
 */
import { rgbaToI420 } from '@p2c2g/scene';
import { PlainEngine, type Region, type Size } from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from './planes.ts';
import { evenSize, STREAM_COLOR } from './support.ts';

/** `bars`: the whole picture, its shape kept, on black. `stretched`: the whole picture over the whole frame. */
export type Fit = 'bars' | 'stretched';

export class FrameFitter {
  readonly size: Size;
  readonly #how: Fit;
  readonly #out: PlaneBuffer;
  readonly #scaler = new PlainEngine('bicubic', () => performance.now());
  #source: PlaneBuffer | undefined;
  /** Where the last picture lay in `#out`. */
  #place: Region | undefined;
  #canvas: Canvas | undefined;
  /** Buffers are used again: pictures take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(size: Size, how: Fit) {
    this.size = size;
    this.#how = how;
    this.#out = new PlaneBuffer(size);
  }

  /** Whether a frame comes back as it is. */
  fits(picture: VideoFrame): boolean {
    const { width, height } = this.size;
    const of = picture.visibleRect;
    return hasOurPlanes(picture) && of?.width === width && of.height === height;
  }

  /**
   * Closes the picture; the one returned is the caller's to close, and of the same time.
   * @throws where the browser will not give the picture's pixels
   */
  async fit(picture: VideoFrame): Promise<VideoFrame> {
    if (this.fits(picture)) return picture;
    const fitted = this.#turn.then(() => this.#fitted(picture));
    this.#turn = fitted.catch(() => {});
    return fitted;
  }

  async #fitted(picture: VideoFrame): Promise<VideoFrame> {
    try {
      if (hasOurPlanes(picture)) await this.#scalePlanes(picture);
      else this.#drawPlanes(picture);
      return toVideoFrame(this.#out, picture.timestamp);
    } finally {
      picture.close();
    }
  }

  async #scalePlanes(picture: VideoFrame): Promise<void> {
    const { width, height } = picture.visibleRect!;
    if (this.#source?.size.width !== width || this.#source.size.height !== height)
      this.#source = new PlaneBuffer({ width, height });
    const source = await readPlanes(picture, this.#source);
    const place = this.#placeOf({ width, height });
    const same = place.width === width && place.height === height;
    const { frame } = same ? { frame: source } : await this.#scaler.upscale(source, place);
    this.#blackAround(place);
    this.#out.setAt(frame, place.x, place.y);
  }

  #drawPlanes(picture: VideoFrame): void {
    const { width, height } = this.size;
    this.#canvas ??= new Canvas(this.size);
    const place = this.#placeOf({ width: picture.displayWidth, height: picture.displayHeight });
    this.#place = undefined;
    rgbaToI420(this.#canvas.draw(picture, place), width, height, this.#out.frame);
  }

  /** Even numbers, so that chroma samples stay whole. */
  #placeOf({ width, height }: Size): Region {
    if (this.#how === 'stretched') return { x: 0, y: 0, ...this.size };
    const scale = Math.min(this.size.width / width, this.size.height / height);
    const scaled = evenSize({ width: width * scale, height: height * scale });
    const [w, h] = [Math.min(scaled.width, this.size.width), Math.min(scaled.height, this.size.height)];
    const middle = (room: number) => 2 * Math.floor(room / 4);
    return { x: middle(this.size.width - w), y: middle(this.size.height - h), width: w, height: h };
  }

  #blackAround(place: Region): void {
    const last = this.#place;
    this.#place = place;
    if (last && last.x === place.x && last.y === place.y && last.width === place.width) return;
    this.#out.frame.y.fill(16);
    this.#out.frame.u.fill(128);
    this.#out.frame.v.fill(128);
  }
}

/** Kept in memory, for its pixels are read each time. */
class Canvas {
  readonly #size: Size;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(size: Size) {
    this.#size = size;
    const canvas = new OffscreenCanvas(size.width, size.height);
    this.#context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
    this.#context.imageSmoothingQuality = 'high';
  }

  /** All of it, RGBA, with the picture at its place and black around. */
  draw(picture: VideoFrame, { x, y, width, height }: Region): Uint8ClampedArray {
    const { width: w, height: h } = this.#size;
    if (width < w || height < h) this.#context.fillRect(0, 0, w, h);
    this.#context.drawImage(picture, x, y, width, height);
    return this.#context.getImageData(0, 0, w, h).data;
  }
}

/** 4:2:0 in memory, in the stream's colours, with square pixels. */
function hasOurPlanes({ format, colorSpace, visibleRect, displayWidth, displayHeight }: VideoFrame): boolean {
  const { matrix, fullRange } = colorSpace;
  const square = visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
  const ours = matrix === STREAM_COLOR.matrix && fullRange === STREAM_COLOR.fullRange;
  return ours && square && (format === 'I420' || format === 'NV12');
}
