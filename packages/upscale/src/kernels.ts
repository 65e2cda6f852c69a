/**
 * The compiled plane kernels (`assembly/`) and their memory. A call lays out its memory, copies in, runs, and copies out before it returns, so
 * one instance serves everybody of a page or worker.
 *
 * @module
 */
import { KERNELS_WASM } from './kernels.generated.ts';

/** What `assembly/index.ts` exports: addresses are bytes, multiples of 16. */
export interface KernelExports {
  memory: WebAssembly.Memory;
  resampleAcross(
    src: number,
    width: number,
    rows: number,
    row: number,
    left: number,
    right: number,
    first: number,
    weight: number,
    count: number,
    out: number,
    outWidth: number,
  ): void;
  resampleDown(
    middle: number,
    width: number,
    index: number,
    weight: number,
    count: number,
    out: number,
    rows: number,
  ): void;
  floatRow(src: number, width: number, left: number, right: number, out: number): void;
  edgeRow(above: number, here: number, below: number, width: number, out: number, plane: number): void;
  easuRow(
    rows: number,
    stride: number,
    edges: number,
    plane: number,
    blended: number,
    at: number,
    px: number,
    py: number,
    out: number,
    width: number,
  ): void;
  rcasRow(above: number, here: number, below: number, strength: number, out: number, width: number): void;
  convRow3: ConvRow;
  convRow4: ConvRow;
  rectifyRow(sums: number, shift: number, out: number, count: number): void;
  cellsRow(
    sums: number,
    cellStep: number,
    shift: number,
    block: number,
    out: number,
    stride: number,
    count: number,
  ): void;
  widenRow(src: number, out: number, count: number): void;
  levelDifference(a: number, b: number, out: number, count: number): void;
  addDifference(plane: number, difference: number, strength: number, count: number): void;
  rgbaRow(y: number, u: number, v: number, out: number, width: number): void;
}

type ConvRow = (
  rows: number,
  rowCount: number,
  pairs: number,
  step: number,
  weights: number,
  from: number,
  fromStep: number,
  shift: number,
  out: number,
  outStep: number,
  count: number,
) => void;

const PAGE_BYTES = 65_536;
/** Pictures are worked on in strips that need far less. Whoever needs more (a very tall one made very small) gets it for once. */
const KEPT_BYTES = 8 * 1024 * 1024;

let compiled: WebAssembly.Module | undefined;
let kept: KernelExports | undefined;

/** Kernels with at least so many bytes of memory. What is in the memory lasts until the next call. */
export function kernels(bytes: number): KernelExports {
  const instance = kept ?? instantiateKernels();
  reserve(instance, bytes);
  kept = instance.memory.buffer.byteLength > KEPT_BYTES ? undefined : instance;
  return instance;
}

/** Gives an instance at least so many bytes of memory. Views of what it had before are void then. */
export function reserve(instance: KernelExports, bytes: number): void {
  const missing = bytes - instance.memory.buffer.byteLength;
  if (missing > 0) instance.memory.grow(Math.ceil(missing / PAGE_BYTES));
}

/** An instance of one's own, whose memory lasts as long as it does. */
export function instantiateKernels(): KernelExports {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (c) => c.charCodeAt(0)));
  return new WebAssembly.Instance(compiled).exports as unknown as KernelExports;
}

/** Hands out addresses one after the other. */
export class Layout {
  /** Bytes handed out. SIMD loads may read 16 bytes past the last one. */
  #end = 0;

  get bytes(): number {
    return this.#end + 16;
  }

  take(bytes: number): number {
    const at = this.#end;
    this.#end = at + ((bytes + 31) & ~15);
    return at;
  }
}
