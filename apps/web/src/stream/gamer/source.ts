/**
 * Frames in, at a steady rate, the freshest first: from a scene of ours, or from a captured track.
 * @module
 */
import { createScene, rgbaToI420 } from '@p2c2g/scene';
import type { Size } from '@p2c2g/upscale';
import { FrameFitter } from '../../codecs/frame-fitter.ts';
import { PlaneBuffer, toVideoFrame } from '../../codecs/planes.ts';
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
  readonly #fitter: FrameFitter;
  #stopped = false;

  constructor(frames: ReadableStream<VideoFrame>, size: Size, fps: number) {
    this.#reader = frames.getReader();
    this.#intervalMs = 1000 / fps;
    this.#fitter = new FrameFitter(size, 'bars');
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
      onFrame({ picture: await this.#fitter.fit(picture), capturedAtMs: nowMs });
    }
  }
}
