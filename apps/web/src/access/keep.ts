/**
 * Where a page keeps the key or invite that a person entered: for this tab, and for this device only if they said so.
 * @module
 */

const NAME = 'p2c2g.access';
type Places = Readonly<Record<'tab' | 'device', Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>>>;

export class Keep {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  read(): string | undefined {
    return this.#places.tab.getItem(NAME) ?? this.#places.device.getItem(NAME) ?? undefined;
  }

  write(credential: string, onDevice: boolean): void {
    this.forget();
    this.#places.tab.setItem(NAME, credential);
    if (onDevice) this.#places.device.setItem(NAME, credential);
  }

  /** Another one in the place of the present one, kept as long. */
  replace(credential: string): void {
    this.write(credential, this.#places.device.getItem(NAME) !== null);
  }

  forget(): void {
    this.#places.tab.removeItem(NAME);
    this.#places.device.removeItem(NAME);
  }
}

export const browserKeep = (): Keep => new Keep({ tab: sessionStorage, device: localStorage });
