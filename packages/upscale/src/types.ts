/**
 * What the rest of the product sees of upscaling.
 *
 * @module
 */

/** `fast` suits a two-core CPU, `balanced` a few spare cores, `quality` a GPU. */
export type Quality = 'fast' | 'balanced' | 'quality';

/** What networks run on. */
export type Backend = 'webgpu' | 'wasm';

/** Ways to run a network: our own shaders (two kinds of them) or ONNX Runtime on the GPU, our own integers or ONNX Runtime on the processor. */
export type EngineKind = 'wgsl-direct' | 'wgsl-tiled' | 'ort-webgpu' | 'wasm-int' | 'wasm';

export interface Size {
  width: number;
  height: number;
}

/**
 * A rectangle of the target picture. `x` and `y` are even, `width` and `height` are even or end at the picture's edge, so that chroma
 * has whole samples.
 */
export interface Region extends Size {
  x: number;
  y: number;
}

export interface UpscaleOptions {
  /** Only this rectangle of the target is made, with the very pixels that the whole picture has there. By default all of it. */
  region?: Region;
}

/** Three tight planes (row stride = width), 8 bits, 4:2:0: chroma is `ceil(width / 2)` x `ceil(height / 2)`. */
export interface I420Frame extends Size {
  y: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
}

/** One frame's time, each part in milliseconds of the engine's clock. */
export interface StagesMs {
  luma: number;
  chroma: number;
  resample: number;
  total: number;
}

export interface UpscaleResult {
  /** The engine's own buffers: valid until its next `upscale` or `dispose`. Copy what must live longer. */
  frame: I420Frame;
  /** Goes out as `algorithm_used`, such as `luma-x2-fast/wasm`. */
  algorithm: string;
  stagesMs: StagesMs;
}

export interface LoadProgress {
  loadedBytes: number;
  /** 0 while unknown. */
  totalBytes: number;
  stage: string;
}

export type OnProgress = (progress: LoadProgress) => void;

/** One network on one backend, or a plain filter. Calls do not overlap: a second `upscale` waits for the first. */
export interface Engine {
  /** `plain`: no network, hence none of the backends. */
  readonly backend: Backend | 'plain';
  readonly algorithm: string;
  /** Fetches runtime and network, compiles, and checks the golden tile. Throws `UpscaleError`. */
  load(onProgress?: OnProgress): Promise<void>;
  /** One frame of this size, so that the first real one does not pay for allocation and compilation. */
  warmUp(input: Size, target: Size): Promise<void>;
  /** `target` is the size of the whole picture, also when only a region of it is asked for; the result is as large as the region. */
  upscale(frame: I420Frame, target: Size, options?: UpscaleOptions): Promise<UpscaleResult>;
  dispose(): Promise<void>;
}

export interface VideoOptions extends UpscaleOptions {
  /** Of the frame that comes out; by default that of the one that goes in. */
  timestampUs?: number;
  /**
   * How the encoder that gets the result turns RGB into planes. The result's RGB is then such that these are the planes of the stream, in the
   * stream's own colours. By default the result looks right as it is, and is for showing.
   */
  encodedAs?: Pick<VideoColorSpaceInit, 'matrix' | 'fullRange'>;
}

/** An engine that also takes and gives video frames, none of it through the processor. */
export interface VideoEngine extends Engine {
  upscaleVideo(frame: VideoFrame, target: Size, options?: VideoOptions): Promise<VideoFrame>;
}

/** Where the bytes are: a bundler's `?url` in a browser, `nodeAssets()` in Node. */
export interface EngineAssets {
  /** `onnxruntime-web/dist/ort-wasm-simd-threaded.wasm` */
  wasmUrl: string;
  /** `onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm` */
  webgpuWasmUrl: string;
  /** URL of a file in `packages/upscale/models`. */
  modelUrl(file: string): string;
  /** Reads a URL where `fetch` cannot (Node's `file:`). */
  readBytes?(url: string): Promise<Uint8Array>;
}

/** How one candidate did in `chooseEngine`. `msPerFrame` is NaN when it never got so far. */
export interface Measured {
  backend: Backend;
  algorithm: string;
  msPerFrame: number;
  ok: boolean;
  reason?: string;
}
