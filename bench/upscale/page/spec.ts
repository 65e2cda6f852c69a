/** What the benchmark asks of its pages. */
import type { EngineKind, Size } from '@p2c2g/upscale';

/** One way of upscaling, at one size. */
export interface Spec extends Size {
  readonly engine: 'p2c2g' | 'onnxruntime-web' | 'upscaler' | '@websr/websr' | 'anime4k-webgpu';
  /** A quality of ours, or a network's name at home. */
  readonly method: string;
  readonly backend: 'wasm' | 'webgpu' | 'webgl';
  readonly threads: number;
  /** Which of ours, on WebGPU. */
  readonly kind?: EngineKind;
}

export interface Prepared {
  /** What the engine calls itself. */
  readonly algorithm: string;
  /** From nothing to the first frame done: fetch, compile, check, warm up. */
  readonly startMs: number;
  /** Multiply-adds of one frame. */
  readonly macs: number;
}

/** What a page answers to, one call after another. */
export interface Contender {
  prepare(spec: Spec): Promise<Prepared>;
  /** Milliseconds of `most` frames, or of as many as fit into `budgetMs`, at least one. */
  frames(most: number, budgetMs: number): Promise<number[]>;
}

/** One frame, until its pixels are there. */
export interface Ready {
  readonly algorithm: string;
  readonly macs: number;
  frame(): Promise<unknown>;
}

/** Every contender's bookkeeping. `start` brings it up to readiness; its first frame counts as starting. */
export function contender(start: (spec: Spec) => Promise<Ready>): Contender {
  let ready: Ready | undefined;
  return {
    prepare: async (spec) => {
      const begin = performance.now();
      ready = await start(spec);
      await ready.frame();
      return { algorithm: ready.algorithm, macs: ready.macs, startMs: performance.now() - begin };
    },
    frames: async (most, budgetMs) => {
      if (ready === undefined) throw new TypeError('frames before prepare');
      const times: number[] = [];
      const begin = performance.now();
      do {
        const before = performance.now();
        await ready.frame();
        times.push(performance.now() - before);
      } while (times.length < most && performance.now() - begin < budgetMs);
      return times;
    },
  };
}
