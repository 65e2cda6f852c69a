/**
 * An integer plan run row by row: as soon as three rows of one pass are there, the next pass makes one of its own, so that everything between
 * the first row and the last picture row stays in the processor's cache.
 *
 * ```
 *   bytes ─ widen ─► ring ─ conv ─► sums ─ rectify ─► ring ─ conv ─► … ─ conv ─► sums ─ cells ─► picture rows
 *             └────────────────────────── the last pass reads the input too ─────┘
 * ```
 *
 * @module
 */
import { instantiateKernels, type KernelExports, Layout, reserve } from '../kernels.ts';
import type { Size } from '../types.ts';
import { GROUP, type IntegerPass, type IntegerPlan, type IntegerTerm } from './quantise.ts';

/** The kernels make three pixels at once: up to two more than asked for are read and written. */
const SPARE_PX = 3;
const CELL_PX = 2;

/** The last rows of a source, addresses repeating after `count` of them. */
interface Ring {
  readonly at: number;
  readonly rowBytes: number;
  readonly count: number;
  made: number;
}

interface Places {
  readonly input: number;
  readonly inputRing: Ring;
  /** One for each pass but the last. */
  readonly rings: readonly Ring[];
  readonly sums: number;
  readonly rows: number;
  readonly bias: readonly number[];
  /** Of each pass, term and block. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly out: number;
  readonly bytes: number;
}

export class IntegerNetwork {
  readonly #plan: IntegerPlan;
  #wasm: KernelExports;
  #size: Size = { width: 0, height: 0 };
  #places: Places | undefined;
  #rows = new Uint32Array(0);

  constructor(plan: IntegerPlan) {
    this.#plan = plan;
    this.#wasm = instantiateKernels();
  }

  /** What the network keeps in memory. */
  get heldBytes(): number {
    return this.#wasm.memory.buffer.byteLength;
  }

  /** Where the picture goes: `padded` bytes in rows, with the halo on every side. Valid until the next call. */
  input(padded: Size): Uint8Array {
    if (!this.#places || this.#size.width !== padded.width || this.#size.height !== padded.height)
      this.#layOut(padded);
    return new Uint8Array(this.#wasm.memory.buffer, this.#places!.input, padded.width * padded.height);
  }

  /** The upscaled picture of what `input` holds, without halo; valid until the next call. */
  run(): Uint8Array {
    const { inputRing, rings, out } = this.#places!;
    inputRing.made = 0;
    for (const ring of rings) ring.made = 0;
    const { passes, scale, haloPx } = this.#plan;
    const inside = { width: this.#size.width - 2 * haloPx, height: this.#size.height - 2 * haloPx };
    for (let y = 0; y < inside.height / CELL_PX; y++) this.#make(passes.length - 1, y);
    return new Uint8Array(this.#wasm.memory.buffer, out, inside.width * inside.height * scale ** 2);
  }

  /** Row `y` of a pass, after all rows that it reads. */
  #make(index: number, y: number): void {
    const pass = this.#plan.passes[index]!;
    for (const { source, crop, kernel, stride } of pass.terms) {
      const end = crop + y * stride + kernel;
      if (source === 'input') this.#widen(end);
      else
        for (const ring = this.#places!.rings[source]!; ring.made < end; ring.made++)
          this.#make(source, ring.made);
    }
    this.#sum(index, pass, y);
    const { sums, rings, out } = this.#places!;
    if (index < rings.length) {
      const count = this.#columns(index) * pass.channels;
      this.#wasm.rectifyRow(sums, pass.shift, rowOf(rings[index]!, y), count);
      return;
    }
    const { block } = this.#plan;
    const cells = this.#columns(index);
    const stride = cells * block;
    this.#wasm.cellsRow(sums, pass.channels * 4, pass.shift, block, out + y * block * stride, stride, cells);
  }

  #widen(end: number): void {
    const { input, inputRing } = this.#places!;
    const { width } = this.#size;
    for (; inputRing.made < end; inputRing.made++)
      this.#wasm.widenRow(input + inputRing.made * width, rowOf(inputRing, inputRing.made), width);
  }

  #sum(index: number, pass: IntegerPass, y: number): void {
    const { sums, rows, bias, weights, inputRing, rings } = this.#places!;
    const count = this.#columns(index);
    const step = pass.channels * 4;
    pass.terms.forEach((term, t) => {
      const { source, crop, kernel, stride, pairs, inChannels, shift } = term;
      const ring = source === 'input' ? inputRing : rings[source]!;
      for (let row = 0; row < kernel; row++)
        this.#rows[row] = rowOf(ring, crop + y * stride + row) + crop * inChannels * 2;
      let offset = 0;
      pass.blocks.forEach((groups, b) => {
        const conv = groups === 4 ? this.#wasm.convRow4 : this.#wasm.convRow3;
        const from = t === 0 ? bias[index]! : sums;
        conv(
          rows,
          kernel,
          pairs,
          stride * inChannels * 2,
          weights[index]![t]![b]!,
          from + offset,
          t === 0 ? 0 : step,
          shift,
          sums + offset,
          step,
          count,
        );
        offset += groups * GROUP * 4;
      });
    });
  }

  /** Pixels in a row of a pass. */
  #columns(index: number): number {
    const cells = this.#size.width / CELL_PX - this.#plan.haloPx;
    return cells + lag(this.#plan.passes, index);
  }

  #layOut(padded: Size): void {
    const { passes, block, haloPx } = this.#plan;
    const layout = new Layout();
    this.#size = { width: padded.width, height: padded.height };
    const ring = (columns: number, channels: number, count: number): Ring => {
      const rowBytes = ((columns + SPARE_PX) * channels * 2 + 31) & ~15;
      return { at: layout.take(rowBytes * count), rowBytes, count, made: 0 };
    };
    const widest = passes.reduce(
      (most, { channels }, i) => Math.max(most, (this.#columns(i) + SPARE_PX) * channels),
      0,
    );
    const cells = { x: padded.width / CELL_PX - haloPx, y: padded.height / CELL_PX - haloPx };
    const places = {
      rows: layout.take(4 * 16),
      bias: passes.map(({ bias }) => layout.take(bias.byteLength)),
      weights: passes.map(({ terms }) =>
        terms.map((term) => term.weights.map((w) => layout.take(w.byteLength))),
      ),
      inputRing: ring(padded.width, 1, inputRows(passes)),
      rings: passes
        .slice(0, -1)
        .map((pass, i) => ring(this.#columns(i), pass.channels, kernelAfter(passes, i))),
      sums: layout.take(4 * widest),
      input: layout.take(padded.width * padded.height),
      out: layout.take(cells.x * cells.y * block ** 2),
    };
    // Memory never shrinks: what a large picture took is given back with its instance.
    if (this.#wasm.memory.buffer.byteLength > 4 * layout.bytes) this.#wasm = instantiateKernels();
    reserve(this.#wasm, layout.bytes);
    this.#places = { ...places, bytes: layout.bytes };
    this.#rows = new Uint32Array(this.#wasm.memory.buffer, places.rows, 16);
    passes.forEach(({ bias, terms }, p) => {
      new Int32Array(this.#wasm.memory.buffer, places.bias[p]!, bias.length).set(bias);
      terms.forEach(({ weights }, t) => {
        weights.forEach((packed, b) => {
          new Int16Array(this.#wasm.memory.buffer, places.weights[p]![t]![b]!, packed.length).set(packed);
        });
      });
    });
  }
}

function rowOf({ at, rowBytes, count }: Ring, y: number): number {
  return at + (y % count) * rowBytes;
}

/** Rows, and columns, by which a pass is ahead of the last one. */
function lag(passes: readonly IntegerPass[], index: number): number {
  let rows = 0;
  for (let next = index + 1; next < passes.length; next++) rows += kernelAfter(passes, next - 1) - 1;
  return rows;
}

function kernelAfter(passes: readonly IntegerPass[], index: number): number {
  return reads(passes[index + 1]!, index)!.kernel;
}

function reads(pass: IntegerPass, source: number | 'input'): IntegerTerm | undefined {
  return pass.terms.find((term) => term.source === source);
}

/** From the first row that any pass still reads to the last that another has read already. */
function inputRows(passes: readonly IntegerPass[]): number {
  const spans = passes.flatMap((pass, i) => {
    const term = reads(pass, 'input');
    if (!term) return [];
    const first = lag(passes, i) * term.stride + term.crop;
    return [{ first, end: first + term.kernel }];
  });
  const first = Math.min(...spans.map((span) => span.first));
  return Math.max(...spans.map((span) => span.end)) - first;
}
