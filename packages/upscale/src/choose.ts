/**
 * Which engine this machine gets: every allowed kind is tried on the frame it would serve, and the fastest honest one wins. A picture that is
 * not to become larger needs no network.
 *
 * @module
 */
import { createEngine, defaultThreads } from './create.ts';
import { UpscaleError } from './errors.ts';
import { createI420 } from './frame.ts';
import { modelFor } from './models.ts';
import { PlainEngine } from './plain-engine.ts';
import type {
  Backend,
  Engine,
  EngineAssets,
  EngineKind,
  Measured,
  OnProgress,
  Quality,
  Size,
} from './types.ts';

export interface ChooseOptions {
  quality: Quality;
  input: Size;
  target: Size;
  assets: EngineAssets;
  /** WASM threads; by default from the number of cores. */
  threads?: number;
  allow?: readonly Backend[];
  onProgress?: OnProgress;
  now?: () => number;
}

export interface Choice {
  engine: Engine;
  measured: Measured[];
}

/** Where another may serve, a backend that needs more than this for a 64x36 frame is emulated in software and not worth a full-size try. */
const TINY_LIMIT_MS = 60;
const TINY: Size = { width: 64, height: 36 };
/** A driver that hangs in compilation must not keep a helper from serving in WASM. */
const START_LIMIT_MS = 20_000;
/** Enough for a median; the first frame of each size is thrown away as warm-up. */
const SAMPLES = 5;
/** No backend may spend longer on its full-size samples. */
const SAMPLING_LIMIT_MS = 600;

/** In the order in which they are tried. */
const KINDS: Readonly<Record<Backend, readonly EngineKind[]>> = {
  webgpu: ['wgsl-direct', 'wgsl-tiled', 'ort-webgpu'],
  wasm: ['wasm-int', 'wasm'],
};

/** Throws `P2C2G_UPSCALE_NO_ENGINE` when nothing works; every reason is then in its message. */
export async function chooseEngine(options: ChooseOptions): Promise<Choice> {
  const now = options.now ?? (() => performance.now());
  const allow = options.allow ?? (['webgpu', 'wasm'] as const);
  const model = modelFor(options.quality, options.input, options.target);
  if (!model) return { engine: new PlainEngine('bicubic', now), measured: [] };
  const measured: Measured[] = [];
  let best: { engine: Engine; ms: number } | undefined;
  for (const kind of allow.flatMap((backend) => KINDS[backend])) {
    const backend = kind.startsWith('wasm') ? 'wasm' : 'webgpu';
    if (isSettled(kind, measured)) continue;
    const engine = createEngine(kind, model, {
      assets: options.assets,
      threads: options.threads ?? defaultThreads(),
      now,
      // Where WASM may serve too, an emulated GPU is not worth its start. Tiles would never be worth theirs there.
      allowSoftwareGpu: !allow.includes('wasm') && kind !== 'wgsl-tiled',
    });
    try {
      const msPerFrame = await within(START_LIMIT_MS, measure(engine, options, now));
      measured.push({ backend, algorithm: engine.algorithm, msPerFrame, ok: true });
      if (best && best.ms <= msPerFrame) {
        await engine.dispose();
      } else {
        await best?.engine.dispose();
        best = { engine, ms: msPerFrame };
      }
    } catch (cause) {
      const { code, message } = UpscaleError.from('P2C2G_UPSCALE_RUNTIME', cause);
      const { algorithm } = engine;
      measured.push({ backend, algorithm, msPerFrame: Number.NaN, ok: false, reason: `${code} ${message}` });
      // A hung backend may never answer: do not wait for it.
      void engine.dispose().catch(() => undefined);
    }
  }
  if (best) return { engine: best.engine, measured };
  throw new UpscaleError(
    'P2C2G_UPSCALE_NO_ENGINE',
    measured.map((m) => `${m.backend}: ${m.reason}`).join('; '),
  );
}

/** One row for each backend: its fastest engine, or why the first one did not work. */
export function bestOfEach(measured: readonly Measured[]): Measured[] {
  const backends = [...new Set(measured.map(({ backend }) => backend))];
  return backends.map((backend) => {
    const rows = measured.filter((row) => row.backend === backend);
    const working = rows.filter(({ ok }) => ok).sort((a, b) => a.msPerFrame - b.msPerFrame);
    return working[0] ?? rows[0]!;
  });
}

/** Whether what was measured says already that this way of using the backend is of no use. */
function isSettled(kind: EngineKind, measured: readonly Measured[]): boolean {
  if (kind === 'wasm-int') return false;
  // Our integers are faster wherever they run, and ONNX Runtime is 14 MB to fetch.
  if (kind === 'wasm') return measured.some(({ backend, ok }) => backend === 'wasm' && ok);
  const tried = measured.filter(({ backend }) => backend === 'webgpu');
  if (tried.length === 0) return false;
  // No GPU is no GPU, and ONNX Runtime is 27 MB to fetch: only for networks that our own shaders do not run.
  if (kind === 'ort-webgpu') return tried.some(({ ok }) => ok) || isWithoutGpu(tried[0]!);
  return isWithoutGpu(tried[0]!);
}

const isWithoutGpu = ({ reason }: Measured): boolean =>
  reason?.startsWith('P2C2G_UPSCALE_NO_WEBGPU') ?? false;

/** Median milliseconds a frame. Gives up early on a backend that is hopeless at a tiny size. */
async function measure(engine: Engine, options: ChooseOptions, now: () => number): Promise<number> {
  await engine.load(options.onProgress);
  options.onProgress?.({ loadedBytes: 0, totalBytes: 0, stage: 'measure' });
  if (engine.backend === 'webgpu') {
    const doubled = { width: TINY.width * 2, height: TINY.height * 2 };
    await engine.warmUp(TINY, doubled);
    const tinyMs = await timed(now, () => engine.upscale(createI420(TINY), doubled));
    if (tinyMs > TINY_LIMIT_MS && options.allow?.length !== 1) {
      throw new UpscaleError(
        'P2C2G_UPSCALE_TIMEOUT',
        `${tinyMs.toFixed(0)} ms for ${TINY.width}x${TINY.height}`,
      );
    }
  }
  await engine.warmUp(options.input, options.target);
  const frame = createI420(options.input);
  const samples: number[] = [];
  const start = now();
  do {
    samples.push(await timed(now, () => engine.upscale(frame, options.target)));
  } while (samples.length < SAMPLES && now() - start < SAMPLING_LIMIT_MS);
  samples.sort((a, b) => a - b);
  return samples[samples.length >> 1]!;
}

async function timed(now: () => number, work: () => Promise<unknown>): Promise<number> {
  const start = now();
  await work();
  return now() - start;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = () => reject(new UpscaleError('P2C2G_UPSCALE_TIMEOUT', `no start within ${limitMs} ms`));
    timer = setTimeout(late, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
