/**
 * Pictures that several helpers make a band of each, until all bands are there or will never be.
 * @module
 */
import type { Band } from '@p2c2g/transport';

/** A picture, or rows of one; what is drawn where. */
export interface Part<P> {
  readonly picture: P;
  /** The helper that made it; absent for what was made here. */
  readonly linkId?: string;
  /** Absent for a whole picture. */
  readonly band?: Band;
}

interface Mosaic<P> {
  readonly bands: ReadonlyMap<number, Band>;
  readonly parts: Map<number, Part<P>>;
  readonly missing: Set<number>;
}

/** What became of a picture by the newest word on one of its bands. */
export type MosaicState = 'waiting' | 'whole' | 'partial';

export class Mosaics<P extends { close(): void }> {
  readonly #open = new Map<number, Mosaic<P>>();

  /** A frame was given out in bands, by the numbers of their streams. */
  open(frameId: number, bands: ReadonlyMap<number, Band>): void {
    this.#open.set(frameId, { bands, parts: new Map(), missing: new Set() });
  }

  bandOf(frameId: number, number: number): Band | undefined {
    return this.#open.get(frameId)?.bands.get(number);
  }

  /** A band has come. One that nobody waits for is closed. */
  add(frameId: number, number: number, { picture, linkId }: Part<P>): MosaicState {
    const mosaic = this.#open.get(frameId);
    const band = mosaic?.bands.get(number);
    if (!mosaic || !band || mosaic.parts.has(number)) {
      picture.close();
      return 'waiting';
    }
    mosaic.parts.set(number, { picture, band, ...(linkId === undefined ? {} : { linkId }) });
    mosaic.missing.delete(number);
    return stateOf(mosaic);
  }

  /** A band will not come in time. */
  miss(frameId: number, number: number): MosaicState {
    const mosaic = this.#open.get(frameId);
    if (!mosaic?.bands.has(number) || mosaic.parts.has(number)) return 'waiting';
    mosaic.missing.add(number);
    return stateOf(mosaic);
  }

  /** Hands over what there is: the caller closes it, and what comes later is closed here. */
  take(frameId: number): readonly Part<P>[] {
    const mosaic = this.#open.get(frameId);
    this.#open.delete(frameId);
    return mosaic ? [...mosaic.parts.values()] : [];
  }

  clear(): void {
    for (const frameId of [...this.#open.keys()])
      for (const { picture } of this.take(frameId)) picture.close();
  }
}

function stateOf<P>({ bands, parts, missing }: Mosaic<P>): MosaicState {
  if (parts.size === bands.size) return 'whole';
  return parts.size + missing.size === bands.size ? 'partial' : 'waiting';
}
