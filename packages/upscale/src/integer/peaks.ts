/**
 * How large a plan's values become, found by computing it in floats on a small picture of extremes: noise of black and white in dots and
 * blocks, edges, ramps. Games' pictures stay below.
 *
 * @module
 */
import type { Pass, Plan } from '../onnx/plan.ts';

/** Side of the picture of extremes in whole cells, halo and all. */
const SIDE_CELLS = 24;

interface Tensor {
  readonly channels: number;
  readonly side: number;
  /** `[channels][side][side]` */
  readonly values: Float32Array;
}

/** For every pass the largest magnitude of its sums, before the activation. */
export function peaksOf(plan: Plan): number[] {
  const picture = extremes(SIDE_CELLS * plan.cellPx + 2 * plan.haloPx);
  const known: Tensor[] = [];
  return plan.passes.map((pass) => {
    const sums = sumsOf(pass, (source) => (source === 'input' ? picture : known[source]!));
    const peak = sums.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    known.push({ ...sums, values: pass.slopes ? sums.values.map((v) => Math.max(0, v)) : sums.values });
    return peak;
  });
}

function sumsOf(pass: Pass, tensorOf: (source: number | 'input') => Tensor): Tensor {
  const { terms, outChannels, bias } = pass;
  const { source, crop, kernel, stride } = terms[0]!;
  const side = Math.floor((tensorOf(source).side - 2 * crop - kernel) / stride) + 1;
  const values = new Float32Array(outChannels * side * side);
  for (let c = 0; c < outChannels; c++) values.fill(bias[c]!, c * side * side, (c + 1) * side * side);
  for (const term of terms) {
    const from = tensorOf(term.source);
    const taps = term.kernel ** 2;
    for (let w = 0; w < term.weights.length; w++) {
      const weight = term.weights[w]!;
      const [out, rest] = [Math.floor(w / (term.inChannels * taps)), w % (term.inChannels * taps)];
      const [input, tap] = [Math.floor(rest / taps), rest % taps];
      const dy = term.crop + Math.floor(tap / term.kernel);
      const dx = term.crop + (tap % term.kernel);
      for (let y = 0, at = out * side * side; y < side; y++) {
        let read = (input * from.side + y * term.stride + dy) * from.side + dx;
        for (let x = 0; x < side; x++, at++, read += term.stride) values[at]! += weight * from.values[read]!;
      }
    }
  }
  return { channels: outChannels, side, values };
}

/** Quarters of dots, of blocks of three, of wide steps, and of a ramp; 0 to 255. */
function extremes(side: number): Tensor {
  let state = 1;
  const noise = Uint8Array.from({ length: side * side }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31;
  });
  const half = side >> 1;
  const values = Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    if (y < half) return 255 * noise[x < half ? i : Math.floor(y / 3) * 3 * side + Math.floor(x / 3) * 3]!;
    return x < half ? 255 * (((x >> 3) ^ (y >> 3)) & 1) : (x * 13 + y * 7) % 256;
  });
  return { channels: 1, side, values };
}
