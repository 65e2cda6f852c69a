/**
 * Everything that is compared, by its name in the table: classical filters, and the product's networks on its own WASM engine.
 * @module
 */
import {
  bicubic,
  bilinear,
  createEngine,
  type Engine,
  type I420Frame,
  lanczos3,
  modelFor,
  type Quality,
  type Size,
  spatial,
} from '@p2c2g/upscale';
import { nodeAssets } from '@p2c2g/upscale/node-assets.ts';
import { createRgbEngine } from '@p2c2g/upscale/rgb/create.ts';
import { RGB_MODELS, type RgbModelName } from '@p2c2g/upscale/rgb/models.ts';
import { PlainProblem } from '../../scripts/lib/say.mjs';

export interface Method {
  readonly name: string;
  /** The whole picture at `target`; valid until the next call. */
  upscale(frame: I420Frame, target: Size): Promise<I420Frame>;
  dispose(): Promise<void>;
}

type PlaneFilter = (plane: Uint8Array, from: Size, to: Size) => Uint8Array;

const FILTERS: Readonly<Record<string, PlaneFilter>> = { bilinear, bicubic, lanczos3, spatial };
const QUALITIES: readonly Quality[] = ['fast', 'balanced', 'quality'];
const IMPORTED = Object.keys(RGB_MODELS) as RgbModelName[];

/** What takes part when nothing is said: without the imported networks, which take seconds a frame. */
export const USUAL_METHODS: readonly string[] = [...Object.keys(FILTERS), ...QUALITIES];
export const ALL_METHODS: readonly string[] = [...USUAL_METHODS, ...IMPORTED];

/** In Node, the runtime's WASM build has one thread. */
const OPTIONS = { assets: nodeAssets(), threads: 1, now: () => 0 };

/** @throws PlainProblem on an unknown name, with the known ones */
export function createMethod(name: string): Method {
  const filter = FILTERS[name];
  if (filter !== undefined) return filterMethod(name, filter);
  if (QUALITIES.includes(name as Quality)) return lumaMethod(name as Quality);
  if (IMPORTED.includes(name as RgbModelName)) {
    return engineMethod(name, () => createRgbEngine('wasm', RGB_MODELS[name as RgbModelName], OPTIONS));
  }
  throw new PlainProblem(`--methods ${name}: known are all, ${ALL_METHODS.join(', ')}`);
}

/** Chroma is bicubic with every filter: it is not measured, only shown. */
function filterMethod(name: string, filter: PlaneFilter): Method {
  return {
    name,
    upscale: async (frame, target) => {
      const half = { width: (frame.width + 1) >> 1, height: (frame.height + 1) >> 1 };
      const halfTarget = { width: (target.width + 1) >> 1, height: (target.height + 1) >> 1 };
      return {
        ...target,
        y: filter(frame.y, frame, target),
        u: bicubic(frame.u, half, halfTarget),
        v: bicubic(frame.v, half, halfTarget),
      };
    },
    dispose: async () => undefined,
  };
}

/** The network for the ratio at hand: sets of other ratios may follow. */
function lumaMethod(quality: Quality): Method {
  return engineMethod(quality, (input, target) => {
    const model = modelFor(quality, input, target);
    if (model === undefined)
      throw new PlainProblem(`no ${quality} network from ${input.width} to ${target.width}`);
    return createEngine('wasm-int', model, OPTIONS);
  });
}

/** One engine for each change of size, loaded at its first frame. */
function engineMethod(name: string, create: (input: Size, target: Size) => Engine): Method {
  const engines = new Map<number, Promise<Engine>>();
  const load = async (input: Size, target: Size) => {
    const engine = create(input, target);
    await engine.load();
    return engine;
  };
  return {
    name,
    upscale: async (frame, target) => {
      const ratio = target.width / frame.width;
      const engine = engines.get(ratio) ?? load(frame, target);
      engines.set(ratio, engine);
      return (await (await engine).upscale(frame, target)).frame;
    },
    dispose: async () => {
      for (const engine of engines.values()) await (await engine).dispose();
    },
  };
}
