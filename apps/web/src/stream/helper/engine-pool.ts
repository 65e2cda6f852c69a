/**
 * The helper's engines, one for each network that is asked for, loaded once and shared by all links. A stream whose ratio of sizes changes gets the
 * network for its new ratio.
 * @module
 */
import { P2c2gError, type Quality } from '@p2c2g/protocol';
import { type Backend, chooseEngine, modelFor, type Size } from '@p2c2g/upscale';
import { engineAssets } from '../engine-assets.ts';

export type EngineChoice = Awaited<ReturnType<typeof chooseEngine>>;
type Progress = NonNullable<Parameters<typeof chooseEngine>[0]['onProgress']>;

export class EnginePool {
  readonly #loading = new Map<string, Promise<EngineChoice>>();
  readonly #allow: readonly Backend[];

  constructor(allow: readonly Backend[] = ['webgpu', 'wasm']) {
    this.#allow = allow;
  }

  /**
   * The fastest engine for that quality and ratio on this machine, measured the first time it is asked for.
   * @throws P2c2gError P2C2G_ENGINE_FAILED when none works here
   */
  async get(quality: Quality, input: Size, target: Size, onProgress?: Progress): Promise<EngineChoice> {
    const key = modelFor(quality, input, target)?.name ?? 'plain';
    const known = this.#loading.get(key);
    if (known) return known;
    const loading = this.#choose(quality, input, target, onProgress);
    this.#loading.set(key, loading);
    loading.catch(() => this.#loading.delete(key));
    return loading;
  }

  async dispose(): Promise<void> {
    const choices = [...this.#loading.values()];
    this.#loading.clear();
    for (const choice of choices) await choice.then(({ engine }) => engine.dispose()).catch(() => {});
  }

  async #choose(quality: Quality, input: Size, target: Size, onProgress?: Progress): Promise<EngineChoice> {
    try {
      const options = { quality, input, target, assets: engineAssets, allow: this.#allow };
      return await chooseEngine(onProgress ? { ...options, onProgress } : options);
    } catch (error) {
      throw new P2c2gError('P2C2G_ENGINE_FAILED', String(error).slice(0, 300));
    }
  }
}
