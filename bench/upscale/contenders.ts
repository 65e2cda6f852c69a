/**
 * Who is compared, and at which sizes.
 * @module
 */
import type { EngineKind } from '@p2c2g/upscale';
import type { Spec } from './page/spec.ts';

const TINY = { width: 160, height: 90 };
const SMALL = { width: 320, height: 180 };
const LARGE = { width: 640, height: 360 };
const HUGE = { width: 1280, height: 720 };
const ON_CPU = [SMALL, LARGE];

type Entry = Omit<Spec, 'width' | 'height'>;

const GPU_KINDS: readonly EngineKind[] = ['wgsl-direct', 'wgsl-tiled', 'ort-webgpu'];

const CPU_KINDS: readonly EngineKind[] = ['wasm-int', 'wasm'];

const OURS: readonly Entry[] = [
  ...CPU_KINDS.flatMap((kind) =>
    [1, 2].flatMap((threads) =>
      ['fast', 'balanced', 'quality'].map((method) => ({
        engine: 'p2c2g' as const,
        method,
        backend: 'wasm' as const,
        threads,
        kind,
      })),
    ),
  ),
  { engine: 'p2c2g', method: 'esrgan-slim', backend: 'wasm', threads: 2 },
  ...GPU_KINDS.flatMap((kind) =>
    ['fast', 'balanced', 'quality'].map((method) => ({
      engine: 'p2c2g' as const,
      method,
      backend: 'webgpu' as const,
      threads: 1,
      kind,
    })),
  ),
];

const PLAIN: readonly Entry[] = (['wasm', 'webgpu'] as const).flatMap((backend) =>
  ['fast', 'balanced'].map((method) => ({
    engine: 'onnxruntime-web' as const,
    method,
    backend,
    threads: backend === 'wasm' ? 2 : 1,
  })),
);

/** For real GPUs alone: minutes a frame on one made of software. */
const HEAVY: readonly Entry[] = ['esrgan-slim', 'realesr-animevideov3'].map((method) => ({
  engine: 'p2c2g' as const,
  method,
  backend: 'webgpu' as const,
  threads: 1,
}));

const RIVALS: readonly Entry[] = [
  { engine: 'upscaler', method: 'esrgan-slim', backend: 'wasm', threads: 2 },
  { engine: 'upscaler', method: 'esrgan-slim', backend: 'webgl', threads: 1 },
  ...['cnn-2x-s', 'cnn-2x-m', 'cnn-2x-l'].map((method) => ({
    engine: '@websr/websr' as const,
    method,
    backend: 'webgpu' as const,
    threads: 1,
  })),
  ...['CNNx2M', 'CNNx2VL'].map((method) => ({
    engine: 'anime4k-webgpu' as const,
    method,
    backend: 'webgpu' as const,
    threads: 1,
  })),
];

/**
 * Everyone at every size; a GPU emulated in software at a quarter of the small one, where a frame takes a second already, and a real one at a
 * large one too.
 * @param only words that must all occur in `engine method backend [kind] size threads`; none for everyone
 */
export function contenders(realGpu: boolean, only: readonly string[]): Spec[] {
  const onGpu = realGpu ? [SMALL, LARGE, HUGE] : [TINY];
  return [TINY, SMALL, LARGE, HUGE].flatMap((size) =>
    [...OURS, ...(realGpu ? HEAVY : []), ...PLAIN, ...RIVALS]
      .filter(({ backend }) => (backend === 'wasm' ? ON_CPU : onGpu).includes(size))
      .map((entry) => ({ ...entry, ...size }))
      .filter((spec) => only.every((word) => specName(spec).includes(word))),
  );
}

/** `kind` only where there are several. */
export function specName({ engine, method, backend, kind, threads, width, height }: Spec): string {
  return [engine, method, backend, kind, `${width}x${height}`, `threads=${threads}`]
    .filter(Boolean)
    .join(' ');
}

export function isRival({ engine }: Spec): boolean {
  return engine !== 'p2c2g' && engine !== 'onnxruntime-web';
}
