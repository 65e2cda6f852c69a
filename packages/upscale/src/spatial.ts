/**
 * Tier 0: an edge-adaptive upscaler and a sharpener without weights, for the gamer's own fallback. Written from the published method of
 * FidelityFX Super Resolution 1 (EASU, then RCAS; GPUOpen, 2021), on luma.
 *
 * EASU: an output pixel looks at 12 source pixels around it, estimates the edge's direction and strength from the four inner ones,
 * and sums all 12 with a Lanczos-like kernel turned along the edge, stretched along and squeezed across it by the strength.
 *
 * ```
 *     b c          f is the source pixel at or before the output's position
 *   e f g h
 *   i j k l
 *     n o
 * ```
 *
 * @module
 */
import { sharpen } from './sharpen.ts';
import type { Size } from './types.ts';

/** dx, dy of the 12 taps relative to `f`. */
const TAPS: readonly (readonly [number, number])[] = [
  [0, -1],
  [1, -1],
  [-1, 0],
  [0, 0],
  [1, 0],
  [2, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [2, 1],
  [0, 2],
  [1, 2],
];
/** Indices into TAPS of the four inner pixels f, g, j, k, each with its left, right, upper and lower neighbour. */
const INNER: readonly (readonly [centre: number, left: number, right: number, up: number, down: number])[] = [
  [3, 2, 4, 0, 7],
  [4, 3, 5, 1, 8],
  [7, 6, 8, 3, 10],
  [8, 7, 9, 4, 11],
];

/** Plane of any size to any size. `sharpness` 0..1, 1 = strongest. Best between x1 and x2; beyond that it softens. */
export function spatial(plane: Uint8Array, from: Size, to: Size, sharpness = 0.8): Uint8Array {
  const soft = edgeAdaptive(plane, from, to);
  return sharpness > 0 ? sharpen(soft, to, sharpness) : soft;
}

function edgeAdaptive(plane: Uint8Array, from: Size, to: Size): Uint8Array {
  const out = new Uint8Array(to.width * to.height);
  const taps = new Float64Array(12);
  for (let y = 0, at = 0; y < to.height; y++) {
    const sy = ((y + 0.5) * from.height) / to.height - 0.5;
    const fy = Math.floor(sy);
    for (let x = 0; x < to.width; x++, at++) {
      const sx = ((x + 0.5) * from.width) / to.width - 0.5;
      const fx = Math.floor(sx);
      for (let k = 0; k < 12; k++) {
        const [dx, dy] = TAPS[k]!;
        taps[k] = plane[clamp(fy + dy, from.height - 1) * from.width + clamp(fx + dx, from.width - 1)]! / 255;
      }
      out[at] = Math.round(255 * easuPixel(taps, sx - fx, sy - fy));
    }
  }
  return out;
}

/** One output in 0..1 from its 12 taps; `px`, `py` in 0..1 is its place between f and the pixel right and below. */
function easuPixel(taps: Float64Array, px: number, py: number): number {
  const edge = edgeAt(taps, px, py);
  // Stretch grows toward diagonals, where one step along the edge is longer; across it the kernel narrows with strength.
  const stretch = 1 / Math.max(Math.abs(edge.x), Math.abs(edge.y));
  const along = 1 + (stretch - 1) * edge.strength;
  const across = 1 - 0.5 * edge.strength;
  // The negative lobe: full Lanczos2 where flat, nearly none along a clear edge.
  const lobe = 0.5 + (0.25 - 0.04 - 0.5) * edge.strength;
  const clip = 1 / lobe;
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < 12; k++) {
    const dx = TAPS[k]![0] - px;
    const dy = TAPS[k]![1] - py;
    const u = (dx * edge.x + dy * edge.y) * along;
    const v = (dy * edge.x - dx * edge.y) * across;
    const weight = lanczosLike(Math.min(u * u + v * v, clip), lobe);
    sum += weight * taps[k]!;
    weights += weight;
  }
  // Ringing is cut at the four nearest pixels' range.
  const [f, g, j, k] = [taps[3]!, taps[4]!, taps[7]!, taps[8]!];
  return Math.min(Math.max(f, g, j, k), Math.max(Math.min(f, g, j, k), sum / weights));
}

/** Polynomial stand-in for windowed sinc in the squared distance: `(25/16 (2/5 d² - 1)² - 9/16) (lobe d² - 1)²`. */
function lanczosLike(d2: number, lobe: number): number {
  const base = 0.4 * d2 - 1;
  const window = lobe * d2 - 1;
  return ((25 / 16) * base * base - 9 / 16) * window * window;
}

/** Unit direction across the steepest change (x, y) and strength 0..1, bilinear between the four inner pixels. */
function edgeAt(taps: Float64Array, px: number, py: number): { x: number; y: number; strength: number } {
  const shares = [(1 - px) * (1 - py), px * (1 - py), (1 - px) * py, px * py];
  let x = 0;
  let y = 0;
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const [centre, left, right, up, down] = INNER[i]!;
    const share = shares[i]!;
    const across = lineAt(taps[left]!, taps[centre]!, taps[right]!);
    const upright = lineAt(taps[up]!, taps[centre]!, taps[down]!);
    x += share * across.slope;
    y += share * upright.slope;
    length += share * (across.strength + upright.strength);
  }
  const size = Math.hypot(x, y);
  // Below 1/181 (half a step of 8 bits, squared and rooted) direction is noise: take the x axis.
  if (size < 1 / 181) return { x: 1, y: 0, strength: (length / 2) ** 2 };
  return { x: x / size, y: y / size, strength: (length / 2) ** 2 };
}

/** Slope over three pixels, and how much of it is one edge rather than a ridge, squared. */
function lineAt(before: number, here: number, after: number): { slope: number; strength: number } {
  const slope = after - before;
  const steepest = Math.max(Math.abs(after - here), Math.abs(here - before));
  const share = steepest === 0 ? 0 : Math.min(1, Math.abs(slope) / steepest);
  return { slope, strength: share * share };
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : Math.min(value, max);
}
