/**
 * The built-in game: moving scenes drawn in software, the same on every machine, at any size.
 *
 * ```ts
 * const scene = createScene('keep', 7);
 * const rgba = new Uint8ClampedArray(640 * 360 * 4);
 * scene.render(1250, 640, 360, rgba);
 * ```
 * @module
 */
import { createKeep } from './keep/scene.ts';
import { createNeon } from './neon/scene.ts';
import type { Scene } from './types.ts';

export { type I420, rgbaToI420 } from './rgba-to-i420.ts';
export type { Scene, SceneFrame } from './types.ts';

export type SceneName = 'keep' | 'neon';

/** What there is to choose from, in order of display. */
export const SCENES: readonly { name: SceneName; title: string; blurb: string }[] = [
  { name: 'keep', title: 'Ember Keep', blurb: 'A castle at dusk: stone, torches, iron railings, leaves.' },
  {
    name: 'neon',
    title: 'Neon Circuit',
    blurb: 'An air race through a city at night: windows, signs, thin bright lines.',
  },
];

const makers: Record<SceneName, (seed: number) => Scene> = {
  keep: createKeep,
  neon: createNeon,
};

/** Builds a scene (a few hundred milliseconds: textures are painted and light is baked). */
export function createScene(name: SceneName, seed = 1): Scene {
  return makers[name](seed);
}
