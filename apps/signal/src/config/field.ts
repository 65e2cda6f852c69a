/**
 * The building blocks of the settings' schema. A field carries its range and its reading as data beside its checks, so
 * that refusals, the reference page and the commented file all speak from the same source.
 * @module
 */
import * as v from 'valibot';

/** How text from the environment or a flag becomes a value. */
export type FieldKind = 'number' | 'text' | 'list' | 'switch';

interface Field<S extends v.GenericSchema> {
  readonly schema: S;
  readonly kind: FieldKind;
  /** The allowed values, in words. */
  readonly range: string;
}

/** What a person needs to know of one setting. */
export interface SettingInfo {
  readonly what: string;
  /** Flag without dashes; else made of the name. */
  readonly flag?: string;
  /** Environment variables besides `P2C2G_…`, weaker ones last. */
  readonly env?: readonly string[];
  /** Never shown. */
  readonly secret?: boolean;
  /** Taken up while the coordinator runs, on SIGHUP. */
  readonly reloads?: boolean;
}

export interface SettingMeta extends SettingInfo {
  readonly kind: FieldKind;
  readonly range: string;
}

export function whole(least: number, most: number) {
  const range = `${least} to ${most}`;
  const schema = v.pipe(
    v.number(`must be a number, ${range}`),
    v.integer(`must be a whole number, ${range}`),
    v.minValue(least, `must be ${range}`),
    v.maxValue(most, `must be ${range}`),
  );
  return { schema, kind: 'number' as const, range };
}

export function words(leastChars: number, mostChars: number) {
  const range =
    leastChars === 0 ? `up to ${mostChars} characters` : `${leastChars} to ${mostChars} characters`;
  const schema = v.pipe(
    v.string('must be text'),
    v.minLength(leastChars, `must have ${range}`),
    v.maxLength(mostChars, `must have ${range}`),
  );
  return { schema, kind: 'text' as const, range };
}

export function oneOf<const T extends readonly string[]>(options: T) {
  const range = options.join(', ');
  return { schema: v.picklist(options, `must be one of ${range}`), kind: 'text' as const, range };
}

export function onOff() {
  return { schema: v.boolean('must be true or false'), kind: 'switch' as const, range: 'true, false' };
}

/** @param of what one entry is, e.g. `an origin` */
export function listOf(of: string, entry: RegExp, most: number) {
  const one = v.pipe(v.string(`must hold text: ${of}`), v.maxLength(300), v.regex(entry, `must hold ${of}`));
  const range = `up to ${most} entries, each ${of}`;
  const schema = v.pipe(v.array(one, `must be a list of ${of}`), v.maxLength(most, `must have ${range}`));
  return { schema, kind: 'list' as const, range };
}

/** A field with its default and its explanation: what the schema of a section is made of. */
export function setting<S extends v.GenericSchema>(
  { schema, kind, range }: Field<S>,
  fallback: v.InferInput<S>,
  info: SettingInfo,
) {
  const meta: SettingMeta = { ...info, kind, range };
  return v.pipe(v.optional(schema, fallback as never), v.metadata({ setting: meta }));
}

/** A file or a folder; empty means none, or the usual one. */
export const path = (info: SettingInfo) => setting(words(0, 1000), '', info);

/** A port to listen on; 0 takes a free one. */
export const port = (fallback: number, info: SettingInfo) => setting(whole(0, 65_535), fallback, info);

/** So many in a time, which may change while the coordinator runs. */
export const rate = (fallback: number, info: SettingInfo) =>
  setting(whole(1, 100_000), fallback, { ...info, reloads: true });

/** Never shown; empty means none. */
export const secret = (info: SettingInfo) => setting(words(0, 200), '', { ...info, secret: true });
