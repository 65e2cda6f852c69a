/**
 * One picture by several threads, each with a band of rows and the network of its own. Bands read their halo from the whole plane, so that the
 * pixels are those of one thread. A thread that fails is not waited for: its band is made here, and no more threads are asked.
 *
 * @module
 */

import { paddedSize, padPlane } from '../pad.ts';
import type { Region, Size } from '../types.ts';
import { IntegerNetwork } from './integer-network.ts';
import type { TeamOrder } from './integer-worker.ts';
import type { IntegerPlan } from './quantise.ts';

/** Below this a band's halo costs more than the thread saves. */
const LEAST_ROWS = 24;
const CELL_PX = 2;

export class IntegerTeam {
  readonly #plan: IntegerPlan;
  readonly #own: IntegerNetwork;
  #workers: Worker[] = [];
  #plane: Uint8Array = new Uint8Array(0);
  #out: Uint8Array = new Uint8Array(0);

  constructor(plan: IntegerPlan) {
    this.#plan = plan;
    this.#own = new IntegerNetwork(plan);
  }

  /** Threads besides the caller's. */
  get helpers(): number {
    return this.#workers.length;
  }

  /** Starts threads where the page may share memory with them; elsewhere the caller's thread stays alone. */
  async hire(count: number): Promise<void> {
    if (typeof Worker === 'undefined' || globalThis.crossOriginIsolated !== true) return;
    for (let i = 0; i < count; i++)
      this.#workers.push(new Worker(new URL('./integer-worker.ts', import.meta.url), { type: 'module' }));
    const ready = this.#workers.map((worker) => ask(worker, { type: 'load', plan: this.#plan }));
    await Promise.all(ready).catch(() => this.dismiss());
  }

  dismiss(): void {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#plane = this.#out = new Uint8Array(0);
  }

  /** The rectangle `source` of `plane` times the network's scale; valid until the next call. */
  async run(plane: Uint8Array, size: Size, source: Region): Promise<Uint8Array> {
    const bands = bandsOf(source, this.#workers.length + 1);
    if (bands.length === 1) return this.#make(plane, size, source);
    const [mine, ...others] = bands as [Region, ...Region[]];
    const rowBytes = source.width * this.#plan.scale ** 2;
    this.#plane = shared(this.#plane, plane.length);
    this.#out = shared(this.#out, source.height * rowBytes);
    this.#plane.set(plane);
    const atOf = (band: Region) => (band.y - source.y) * rowBytes;
    const made = others.map((band, i) =>
      ask(this.#workers[i]!, {
        type: 'band',
        plane: this.#plane,
        out: this.#out,
        size,
        band,
        at: atOf(band),
      }),
    );
    this.#out.set(this.#make(plane, size, mine), atOf(mine));
    const failed = (await Promise.allSettled(made)).flatMap(({ status }, i) =>
      status === 'rejected' ? [others[i]!] : [],
    );
    for (const band of failed) this.#out.set(this.#make(plane, size, band), atOf(band));
    const out = this.#out;
    if (failed.length > 0) this.dismiss();
    return out;
  }

  #make(plane: Uint8Array, size: Size, band: Region): Uint8Array {
    const { haloPx } = this.#plan;
    padPlane(plane, size, band, haloPx, this.#own.input(paddedSize(band, haloPx)));
    return this.#own.run();
  }
}

/** Bands of whole cells, as even as they can be, at most `count` of them. */
export function bandsOf(source: Region, count: number): Region[] {
  const cells = source.height / CELL_PX;
  const most = Math.max(1, Math.min(count, Math.floor(source.height / LEAST_ROWS)));
  const starts = Array.from({ length: most + 1 }, (_, i) => CELL_PX * Math.round((i * cells) / most));
  return starts.slice(1).map((end, i) => ({ ...source, y: source.y + starts[i]!, height: end - starts[i]! }));
}

function ask(worker: Worker, order: TeamOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(order);
  });
}

function shared(known: Uint8Array, length: number): Uint8Array {
  return known.length === length ? known : new Uint8Array(new SharedArrayBuffer(length));
}
