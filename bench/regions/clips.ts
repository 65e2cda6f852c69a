/**
 * Pictures of which only a part changes, frame by frame.
 * @module
 */
import { createScene, rgbaToI420, type SceneName } from '@p2c2g/scene';

export const SIZE = { width: 640, height: 360 } as const;

export interface Clip {
  readonly name: string;
  /** 4:2:0, the planes of a frame one after another. */
  readonly frames: readonly Uint8Array[];
}

type Rgba = Uint8ClampedArray;

const FIGURE_PX = 64;
const FIGURE_STEP_PX = 2;
const COUNTER = { width: 96, height: 24, x: 24, y: 16 } as const;
/** A counter of a game changes now and then. */
const COUNTER_EVERY = 3;

/** A standing picture with a textured square that moves two pixels a frame: what favours parts most. */
export function figureClip(standing: Rgba, texture: Rgba, count: number): Clip {
  const range = SIZE.width - FIGURE_PX;
  const frames = Array.from({ length: count }, (_, i) => {
    const x = (i * FIGURE_STEP_PX) % range;
    return composed(standing, texture, { x, y: 140, fromX: 200, fromY: 120 }, FIGURE_PX, FIGURE_PX);
  });
  return { name: 'a figure of 64x64 walks', frames };
}

/** A standing picture with a line of it that changes at once, now and then, as a counter does. */
export function counterClip(standing: Rgba, texture: Rgba, count: number): Clip {
  const { width, height, x, y } = COUNTER;
  const frames = Array.from({ length: count }, (_, i) => {
    const fromY = (Math.floor(i / COUNTER_EVERY) * 37) % (SIZE.height - height);
    return composed(standing, texture, { x, y, fromX: 300, fromY }, width, height);
  });
  return { name: 'a line of 96x24 changes', frames };
}

export function sceneAt(name: SceneName, timeMs: number): Rgba {
  const rgba = new Uint8ClampedArray(SIZE.width * SIZE.height * 4);
  createScene(name, 7).render(timeMs, SIZE.width, SIZE.height, rgba);
  return rgba;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly fromX: number;
  readonly fromY: number;
}

/** `standing` with a piece of `texture` over it. */
function composed(standing: Rgba, texture: Rgba, place: Place, width: number, height: number): Uint8Array {
  const rgba = standing.slice();
  for (let row = 0; row < height; row++) {
    const from = ((place.fromY + row) * SIZE.width + place.fromX) * 4;
    rgba.set(texture.subarray(from, from + width * 4), ((place.y + row) * SIZE.width + place.x) * 4);
  }
  const { y, u, v } = rgbaToI420(rgba, SIZE.width, SIZE.height);
  const frame = new Uint8Array(y.byteLength + u.byteLength + v.byteLength);
  frame.set(y);
  frame.set(u, y.byteLength);
  frame.set(v, y.byteLength + u.byteLength);
  return frame;
}
