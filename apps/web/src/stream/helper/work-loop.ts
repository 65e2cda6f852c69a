/**
 * The helper's one worker: takes orders of all links, earliest deadline first, and runs the network on one frame at a time.
 * @module
 */
import type { Quality } from '@p2c2g/protocol';
import { WorkQueue } from '@p2c2g/session';
import {
  createI420,
  type Engine,
  type I420Frame,
  isVideoEngine,
  type Region,
  type Size,
} from '@p2c2g/upscale';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';
import type { RgbEncoding } from '../../codecs/rgb-encoding.ts';
import type { DecodedFrame } from './decoded-ring.ts';
import type { EnginePool } from './engine-pool.ts';
import type { WorkMeters } from './meters.ts';
import type { ResultOf, ServeLink } from './serve-link.ts';

export interface WorkOrder {
  readonly link: ServeLink;
  readonly source: DecodedFrame;
  /** The loop's own reference to the picture; it closes it. */
  readonly picture: VideoFrame;
  readonly deadlineAtMs: number;
  readonly quality: Quality;
  readonly input: Size;
  readonly output: Size;
  /** Of the result stream: 0 for whole pictures. */
  readonly number: number;
  /** The rows of the output that are wanted. */
  readonly region: Region;
  /** What the link's encoder makes of RGB, where that is known: the picture may then stay on the GPU. */
  readonly encodedAs: RgbEncoding | undefined;
}

export interface FinishedWork {
  /** Owned by whoever gets it. */
  readonly picture: VideoFrame;
  /** Index into the table that `prepare` gave. */
  readonly algorithm: number;
  readonly startedAtMs: number;
  readonly upscaleMs: number;
}

export class WorkLoop {
  #pool: EnginePool;
  readonly #meters: WorkMeters;
  readonly #queue = new WorkQueue<WorkOrder>();
  readonly #algorithms: string[] = [];
  readonly #planes = new Map<string, PlaneBuffer>();
  #running = false;
  #takesVideo = true;
  /** One frame at a time in the engine, whoever asks. */
  #engineFree: Promise<unknown> = Promise.resolve();

  constructor(pool: EnginePool, meters: WorkMeters) {
    this.#pool = pool;
    this.#meters = meters;
  }

  get length(): number {
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  use(pool: EnginePool): void {
    this.#pool = pool;
  }

  /**
   * Loads and warms what a stream needs before its first frame.
   * @throws P2c2gError P2C2G_ENGINE_FAILED
   */
  async prepare(
    quality: Quality,
    input: Size,
    output: Size,
  ): Promise<{ algorithms: string[]; backend: string; msPerFrame: number; takesVideo: boolean }> {
    const { engine } = await this.#pool.get(quality, input, output);
    const msPerFrame = await this.#exclusively(() => timeOneFrame(engine, input, output));
    // What the queue counts with until real frames say otherwise: this stream's size, not the one measured at start.
    this.#meters.seed(msPerFrame);
    this.#indexOf(engine.algorithm);
    const takesVideo = this.#takesVideo && isVideoEngine(engine);
    return { algorithms: [...this.#algorithms], backend: engine.backend, msPerFrame, takesVideo };
  }

  submit(order: WorkOrder): void {
    const dropped = this.#queue.push(
      { deadlineAtMs: order.deadlineAtMs, work: order },
      this.#expectedMs(order),
      performance.now(),
    );
    if (dropped) this.#giveBack(dropped.work, dropped.reason);
    void this.#run();
  }

  /** Forgets the orders of a link that ended. */
  forget(link: ServeLink): void {
    for (const order of this.#queue.drain()) {
      if (order.link === link) order.picture.close();
      else this.submit(order);
    }
  }

  /** One picture outside any stream. The planes are valid until the next call. */
  async upscaleNow(
    quality: Quality,
    frame: I420Frame,
    output: Size,
  ): Promise<{ planes: PlaneBuffer; algorithm: string }> {
    const { engine } = await this.#pool.get(quality, frame, output);
    const planes = new PlaneBuffer(output);
    const { algorithm } = await this.#exclusively(async () => {
      const result = await engine.upscale(frame, output);
      planes.set(result.frame);
      return result;
    });
    return { planes, algorithm };
  }

  #expectedMs(order: WorkOrder): number {
    return this.#meters.hopefulMs * shareOf(order);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (;;) {
        const { next, dropped } = this.#queue.take((order) => this.#expectedMs(order), performance.now());
        for (const drop of dropped) this.#giveBack(drop.work, drop.reason);
        if (!next) return;
        await this.#do(next.work);
      }
    } finally {
      this.#running = false;
    }
  }

  async #do(order: WorkOrder): Promise<void> {
    const { link, picture, quality, input, output } = order;
    const startedAtMs = performance.now();
    this.#meters.begin(startedAtMs);
    try {
      const { engine } = await this.#pool.get(quality, input, output);
      const finished = await this.#exclusively(() => this.#upscale(engine, order));
      this.#meters.end(performance.now(), shareOf(order));
      // Encoding runs on its own thread: the next frame need not wait for it.
      void link.deliver(order, { ...finished, startedAtMs, upscaleMs: performance.now() - startedAtMs });
    } catch {
      this.#meters.end(performance.now(), shareOf(order));
      link.refuse(resultOf(order), 'upscale-failed');
    } finally {
      picture.close();
    }
  }

  async #upscale(engine: Engine, order: WorkOrder): Promise<Pick<FinishedWork, 'picture' | 'algorithm'>> {
    const { picture, input, output, region, encodedAs } = order;
    const timestampUs = order.source.captureTimeUs;
    if (encodedAs && this.#takesVideo && isVideoEngine(engine)) {
      try {
        const made = await engine.upscaleVideo(picture, output, { region, timestampUs, encodedAs });
        return { picture: made, algorithm: this.#indexOf(engine.algorithm) };
      } catch {
        // Not every browser lets shaders read every decoder's frames. Planes always go.
        this.#takesVideo = false;
      }
    }
    const planes = await readPlanes(picture, this.#buffer('in', input));
    const { frame, algorithm } = await engine.upscale(planes, output, { region });
    const out = this.#buffer('out', region);
    out.set(frame);
    return { picture: toVideoFrame(out, timestampUs), algorithm: this.#indexOf(algorithm) };
  }

  #giveBack(order: WorkOrder, reason: 'late' | 'busy'): void {
    order.picture.close();
    order.link.refuse(resultOf(order), reason);
  }

  #buffer(role: 'in' | 'out', size: Size): PlaneBuffer {
    const known = this.#planes.get(role);
    if (known && known.size.width === size.width && known.size.height === size.height) return known;
    const made = new PlaneBuffer(size);
    this.#planes.set(role, made);
    return made;
  }

  #indexOf(algorithm: string): number {
    const known = this.#algorithms.indexOf(algorithm);
    return known >= 0 ? known : this.#algorithms.push(algorithm) - 1;
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#engineFree.then(work);
    this.#engineFree = result.catch(() => {});
    return result;
  }
}

/** Of a whole picture's work, 0..1. */
const shareOf = ({ region, output }: WorkOrder): number => region.height / output.height;

const resultOf = ({ source, number }: WorkOrder): ResultOf => ({
  frameId: source.frameId,
  captureTimeUs: source.captureTimeUs,
  region: number,
});

/** Warms the engine up for this size, then times a frame of it. */
async function timeOneFrame(engine: Engine, input: Size, output: Size): Promise<number> {
  await engine.warmUp(input, output);
  const startedMs = performance.now();
  await engine.upscale(createI420(input), output);
  return performance.now() - startedMs;
}
