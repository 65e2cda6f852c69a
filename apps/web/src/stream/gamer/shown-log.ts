import type { ShownFrame } from './probe-types.ts';

/** Ten seconds at 60 fps. */
const MAX_SHOWN = 600;

/** When the last frames came to the screen: for whoever measures gaps between them. */
export class ShownLog {
  readonly #shown: ShownFrame[] = [];

  add(outcome: ShownFrame['outcome'], atMs: number): void {
    this.#shown.push({ outcome, atMs });
    if (this.#shown.length > MAX_SHOWN) this.#shown.shift();
  }

  get frames(): readonly ShownFrame[] {
    return this.#shown;
  }
}
