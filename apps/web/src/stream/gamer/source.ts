/**
 * Frames in, at a steady rate, the freshest first: from a scene of ours, or from a captured track.
 * @module
 */
import { createScene, rgbaToI420 } from '@p2c2g/scene';
import type { Size } from '@p2c2g/upscale';
import { PlaneBuffer, toVideoFrame } from '../../codecs/planes.ts';
import { STREAM_COLOR } from '../../codecs/support.ts';
import type { WorkerSource } from './messages.ts';

export interface CapturedFrame {
  readonly picture: VideoFrame;
  /** When the game had this frame ready, on `performance.now()`'s clock. */
  readonly capturedAtMs: number;
}

export interface FrameSource {
  start(onFrame: (frame: CapturedFrame) => void, onEnd: () => void): void;
  stop(): void;
}

export function openSource(source: WorkerSource, size: Size, fps: number): FrameSource {
  return source.kind === 'scene'
    ? new SceneSource(source, size, fps)
    : new StreamSource(source.frames, size, fps);
}

/** Instant of a scene's frame: a function of its number alone, so that anyone can draw the same one again, at any size. */
export const sceneTimeMs = (frameNumber: number, fps: number): number => (frameNumber * 1000) / fps;

class SceneSource implements FrameSource {
  readonly #scene;
  readonly #size: Size;
  readonly #fps: number;
  readonly #rgba: Uint8ClampedArray;
  readonly #planes: PlaneBuffer;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #startedMs = 0;
  #drawn = 0;

  constructor(source: Extract<WorkerSource, { kind: 'scene' }>, size: Size, fps: number) {
    this.#scene = createScene(source.name, source.seed);
    this.#size = size;
    this.#fps = fps;
    this.#rgba = new Uint8ClampedArray(size.width * size.height * 4);
    this.#planes = new PlaneBuffer(size);
  }

  start(onFrame: (frame: CapturedFrame) => void): void {
    this.#startedMs = performance.now();
    let ticks = 0;
    const tick = () => {
      onFrame(this.#draw());
      // A tick that comes late is skipped, not caught up: a burst of frames would only queue.
      const elapsed = performance.now() - this.#startedMs;
      ticks = Math.max(ticks + 1, Math.floor((elapsed * this.#fps) / 1000));
      this.#timer = setTimeout(tick, Math.max(0, (ticks * 1000) / this.#fps - elapsed));
    };
    tick();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #draw(): CapturedFrame {
    this.#drawn += 1;
    const { width, height } = this.#size;
    const timeMs = sceneTimeMs(this.#drawn, this.#fps);
    this.#scene.render(timeMs, width, height, this.#rgba);
    const capturedAtMs = performance.now();
    rgbaToI420(this.#rgba, width, height, this.#planes.frame);
    return { picture: toVideoFrame(this.#planes, Math.round(timeMs * 1000)), capturedAtMs };
  }
}

/** Frames closer together than this share of the asked interval are too many: a 60 Hz capture at 30 fps. */
const EARLY_SHARE = 0.75;

class StreamSource implements FrameSource {
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #intervalMs: number;
  readonly #fitter: Fitter;
  #stopped = false;

  constructor(frames: ReadableStream<VideoFrame>, size: Size, fps: number) {
    this.#reader = frames.getReader();
    this.#intervalMs = 1000 / fps;
    this.#fitter = new Fitter(size);
  }

  start(onFrame: (frame: CapturedFrame) => void, onEnd: () => void): void {
    void this.#read(onFrame)
      .catch(() => {})
      .finally(() => {
        if (!this.#stopped) onEnd();
      });
  }

  stop(): void {
    this.#stopped = true;
    void this.#reader.cancel().catch(() => {});
  }

  async #read(onFrame: (frame: CapturedFrame) => void): Promise<void> {
    let lastMs = Number.NEGATIVE_INFINITY;
    for (;;) {
      const { value: picture, done } = await this.#reader.read();
      if (done || !picture) return;
      const nowMs = performance.now();
      if (this.#stopped || nowMs - lastMs < this.#intervalMs * EARLY_SHARE) {
        picture.close();
        continue;
      }
      lastMs = nowMs;
      onFrame({ picture: this.#fitter.fit(picture), capturedAtMs: nowMs });
    }
  }
}

/**
 * Brings frames of any size and colour to the stream's: captures give what they give, whatever was asked for. The
 * conversion is ours, because an encoder that is handed RGB takes a matrix of its own choice and does not say which.
 */
class Fitter {
  readonly #size: Size;
  readonly #planes: PlaneBuffer;
  #context: OffscreenCanvasRenderingContext2D | undefined;

  constructor(size: Size) {
    this.#size = size;
    this.#planes = new PlaneBuffer(size);
  }

  fit(picture: VideoFrame): VideoFrame {
    if (this.#fits(picture)) return picture;
    const { width, height } = this.#size;
    this.#context ??= this.#prepare();
    // The whole picture, its shape kept, on black.
    const scale = Math.min(width / picture.displayWidth, height / picture.displayHeight);
    const w = picture.displayWidth * scale;
    const h = picture.displayHeight * scale;
    if (w < width || h < height) this.#context.fillRect(0, 0, width, height);
    this.#context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
    const { timestamp } = picture;
    picture.close();
    rgbaToI420(this.#context.getImageData(0, 0, width, height).data, width, height, this.#planes.frame);
    return toVideoFrame(this.#planes, timestamp);
  }

  #fits({ visibleRect, format, colorSpace }: VideoFrame): boolean {
    const { width, height } = this.#size;
    const sameSize = visibleRect !== null && visibleRect.width === width && visibleRect.height === height;
    const sameColor =
      colorSpace.matrix === STREAM_COLOR.matrix && colorSpace.fullRange === STREAM_COLOR.fullRange;
    return sameSize && sameColor && (format === 'I420' || format === 'NV12');
  }

  #prepare(): OffscreenCanvasRenderingContext2D {
    const canvas = new OffscreenCanvas(this.#size.width, this.#size.height);
    // Kept in memory, for its pixels are read each time.
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    return context;
  }
}
