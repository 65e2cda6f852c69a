/**
 * Results back to the CPU: a small ring of staging buffers, so that one frame can be computed while the one before is read.
 *
 * @module
 */
import type { I420Frame } from '../types.ts';
import { planesOf, type ResultBuffer } from './frame-passes.ts';
import type { GpuScope } from './gpu-scope.ts';

/** One being computed, one being read. */
const DEPTH = 2;

interface Slot {
  staging: GPUBuffer | undefined;
  bytes: Uint8Array;
  /** Resolves when the slot may be used again. */
  free: Promise<void>;
}

export class Readback {
  readonly #gpu: GpuScope;
  readonly #slots: Slot[] = Array.from({ length: DEPTH }, () => ({
    staging: undefined,
    bytes: new Uint8Array(0),
    free: Promise.resolve(),
  }));
  #next = 0;

  constructor(gpu: GpuScope) {
    this.#gpu = gpu;
  }

  /** Waits for the next slot, of at least that size. */
  async slot(bytes: number): Promise<Slot> {
    const slot = this.#slots[this.#next]!;
    this.#next = (this.#next + 1) % DEPTH;
    await slot.free;
    if (!slot.staging || slot.staging.size < bytes) {
      if (slot.staging) this.#gpu.free([slot.staging]);
      slot.staging = this.#gpu.buffer('staging', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    }
    return slot;
  }

  record(encoder: GPUCommandEncoder, result: ResultBuffer, slot: Slot): void {
    encoder.copyBufferToBuffer(result.buffer, 0, slot.staging!, 0, result.bytes);
  }

  /** After the submit: the planes, in memory of the slot, valid until the ring comes round to it again. */
  read(result: ResultBuffer, slot: Slot): Promise<I420Frame> {
    const reading = this.#read(result, slot);
    slot.free = reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    await Promise.all(this.#slots.map(({ free }) => free));
  }

  async #read({ region, bytes }: ResultBuffer, slot: Slot): Promise<I420Frame> {
    const staging = slot.staging!;
    await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    if (slot.bytes.length !== bytes) slot.bytes = new Uint8Array(bytes);
    slot.bytes.set(new Uint8Array(staging.getMappedRange(0, bytes)));
    staging.unmap();
    return planesOf(slot.bytes, region);
  }
}
