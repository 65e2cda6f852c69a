/**
 * A still as the last frame of a short camera move, so that a codec meets it as it meets a game: predicted from frames that it resembles but
 * does not equal, with an encoder whose rate has settled.
 *
 * The camera turns and steps back. Blocks that move and shrink are predicted less well than blocks that only move, and the detail that
 * comes with the last frames has to be coded.
 * @module
 */
import type { I420Frame } from '@p2c2g/upscale';

/** With the still itself: 0.8 s at 30 fps, after which a key frame's surplus is paid back. */
export const PAN_FRAMES = 24;
/** A turn of 30 degrees a second at 640 px for 90 degrees of view. No whole number, so no earlier frame holds the still's own samples. */
const TURN_X_PX = 7.3;
const TURN_Y_PX = 1.45;
/** Share of the view by which a frame shows less than the next: a running step away. */
const STEP_BACK = 0.006;

/** `PAN_FRAMES` frames, of which the last is `still` itself. Directions take turns by `index`. */
export function* panTo(still: I420Frame, index: number): Generator<I420Frame> {
  const dx = index & 1 ? -TURN_X_PX : TURN_X_PX;
  const dy = index & 2 ? -TURN_Y_PX : TURN_Y_PX;
  for (let left = PAN_FRAMES - 1; left > 0; left--) {
    yield seen(still, left * dx, left * dy, 1 - left * STEP_BACK);
  }
  yield still;
}

/**
 * The frame as seen `dx`, `dy` luma pixels further right and down, and only the share `view` of its width and height, by
 * Catmull-Rom; edges repeat.
 */
export function seen(frame: I420Frame, dx: number, dy: number, view: number): I420Frame {
  const half = { width: (frame.width + 1) >> 1, height: (frame.height + 1) >> 1 };
  return {
    width: frame.width,
    height: frame.height,
    y: moved(frame.y, taps(frame.width, dx, view), taps(frame.height, dy, view)),
    u: moved(frame.u, taps(half.width, dx / 2, view), taps(half.height, dy / 2, view)),
    v: moved(frame.v, taps(half.width, dx / 2, view), taps(half.height, dy / 2, view)),
  };
}

/** Four sources and weights for each output along one side. */
interface Taps {
  readonly length: number;
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

function taps(length: number, shift: number, view: number): Taps {
  const index = new Int32Array(4 * length);
  const weight = new Float32Array(4 * length);
  for (let i = 0; i < length; i++) {
    const at = (i + 0.5 - length / 2) * view + length / 2 - 0.5 + shift;
    const before = Math.floor(at);
    weight.set(catmullRom(at - before), 4 * i);
    for (let k = 0; k < 4; k++) index[4 * i + k] = Math.min(length - 1, Math.max(0, before + k - 1));
  }
  return { length, index, weight };
}

function moved(plane: Uint8Array, across: Taps, down: Taps): Uint8Array {
  const [width, height] = [across.length, down.length];
  const rows = new Float32Array(plane.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, t = 0; x < width; x++, at++) {
      let sum = 0;
      for (let k = 0; k < 4; k++, t++) sum += across.weight[t]! * plane[y * width + across.index[t]!]!;
      rows[at] = sum;
    }
  }
  const out = new Uint8Array(plane.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0.5;
      for (let k = 4 * y; k < 4 * y + 4; k++) sum += down.weight[k]! * rows[down.index[k]! * width + x]!;
      out[at] = sum <= 0 ? 0 : Math.min(255, sum);
    }
  }
  return out;
}

/** Weights at -1, 0, 1, 2 for a sample `t` in 0..1 after the second (Keys 1981, a = -1/2). */
function catmullRom(t: number): number[] {
  const [t2, t3] = [t * t, t * t * t];
  return [(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2, (t3 - t2) / 2];
}
