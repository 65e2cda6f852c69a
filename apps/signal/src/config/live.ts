/**
 * The settings in force. What may change while the coordinator runs is read from here each time it is used.
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config-schema.ts';
import { SETTINGS, type Setting } from './settings.ts';

export interface Reload {
  /** Paths of settings that are in force now. */
  readonly taken: readonly string[];
  /** Paths of settings that differ, and wait for a restart. */
  readonly waiting: readonly string[];
}

type Tree = Record<string, Record<string, unknown>>;

export class LiveConfig {
  #current: Config;

  constructor(config: Config) {
    this.#current = config;
  }

  get current(): Config {
    return this.#current;
  }

  /** Takes what may change from `next`, and says what else is different. */
  reload(next: Config): Reload {
    const differing = SETTINGS.filter(
      (setting) => !isDeepStrictEqual(read(this.#current, setting), read(next, setting)),
    );
    const merged = structuredClone(this.#current) as unknown as Tree;
    const taken = differing.filter(({ reloads }) => reloads);
    for (const setting of taken) merged[setting.section]![setting.name] = read(next, setting);
    this.#current = merged as unknown as Config;
    const paths = (of: readonly Setting[]) => of.map(({ path }) => path);
    return { taken: paths(taken), waiting: paths(differing.filter(({ reloads }) => !reloads)) };
  }
}

const read = (config: Config, { section, name }: Setting): unknown =>
  (config as unknown as Tree)[section]?.[name];
