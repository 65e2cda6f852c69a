/**
 * The same moments of our own scenes as a game would render them at any size.
 * @module
 */
import { createScene, rgbaToI420, SCENES, type SceneName } from '@p2c2g/scene';
import type { I420Frame, Size } from '@p2c2g/upscale';

export const FRAMES = 60;
const FRAME_MS = 1000 / 30;
/** Into the scene, where the camera is on its way. */
const START_MS = 4000;
/** The demo's, on which no network is trained. */
const SEED = 1;

export const SCENE_NAMES: readonly SceneName[] = SCENES.map(({ name }) => name);

/** Two seconds at 30 frames a second, one frame at a time. */
export function* nativeFrames(name: SceneName, { width, height }: Size): Generator<I420Frame> {
  const scene = createScene(name, SEED);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < FRAMES; i++) {
    scene.render(START_MS + i * FRAME_MS, width, height, rgba);
    yield rgbaToI420(rgba, width, height);
  }
}
