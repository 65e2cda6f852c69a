import type { Band } from '@p2c2g/transport';

/** 0 stands for whole pictures, and a packet has one byte for the rest. */
const NUMBERS = 255;

/** A number for every place that a band ever had: the same rows are the same video stream, whoever makes them. */
export class BandNumbers {
  readonly #known = new Map<string, number>();
  #last = 0;

  /** 1 to 255. After 255 places the one used longest ago gives its number to a new one. */
  of({ y, height }: Band): number {
    const place = `${y}+${height}`;
    const number = this.#known.get(place) ?? this.#take();
    this.#known.delete(place);
    this.#known.set(place, number);
    return number;
  }

  #take(): number {
    if (this.#last < NUMBERS) {
      this.#last += 1;
      return this.#last;
    }
    const [place, number] = this.#known.entries().next().value!;
    this.#known.delete(place);
    return number;
  }
}
