/**
 * Every setting by its place in the file, its environment variables and its flag, as the schema has them.
 * @module
 */
import * as v from 'valibot';
import { configSchema } from '../config-schema.ts';
import type { SettingMeta } from './field.ts';

export interface Setting extends Omit<SettingMeta, 'flag' | 'env' | 'secret' | 'reloads'> {
  readonly section: string;
  readonly name: string;
  /** `section.name`. */
  readonly path: string;
  readonly flag: string;
  /** The first one that is set counts. */
  readonly env: readonly string[];
  readonly secret: boolean;
  readonly reloads: boolean;
  readonly fallback: unknown;
}

export const SECTIONS: readonly string[] = Object.freeze(Object.keys(configSchema.entries));

export const SETTINGS: readonly Setting[] = Object.freeze(
  Object.entries(configSchema.entries).flatMap(([section, { wrapped }]) =>
    Object.entries(wrapped.entries).map(([name, schema]) => settingOf(section, name, schema)),
  ),
);

export const settingsOf = (section: string): readonly Setting[] =>
  SETTINGS.filter((setting) => setting.section === section);

export const findSetting = (path: string): Setting | undefined =>
  SETTINGS.find((setting) => setting.path === path);

function settingOf(section: string, name: string, schema: v.GenericSchema): Setting {
  const { setting: meta } = v.getMetadata(schema as never) as { setting: SettingMeta };
  const { what, kind, range, flag, env = [], secret = false, reloads = false } = meta;
  const flagName = flag ?? name.replaceAll('_', '-');
  return Object.freeze({
    section,
    name,
    path: `${section}.${name}`,
    what,
    kind,
    range,
    secret,
    reloads,
    flag: flagName,
    env: [`P2C2G_${flagName.toUpperCase().replaceAll('-', '_')}`, ...env],
    fallback: v.getDefault(schema as never),
  });
}
