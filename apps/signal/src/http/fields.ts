/**
 * Fields of queries: text that becomes what it means, within bounds.
 * @module
 */
import * as v from 'valibot';

const MOST_MS = 8_640_000_000_000_000;

export const wholeMs = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}$/, 'must be milliseconds since 1970'),
  v.transform(Number),
);
export const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** A span of time; all of it when left out. */
export const span = { from: v.optional(wholeMs, '0'), to: v.optional(wholeMs, String(MOST_MS)) };

/** A whole number as text. */
export const whole = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,16}$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(least, `must be ${least} to ${most}`),
    v.maxValue(most, `must be ${least} to ${most}`),
  );
export const decimal = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a number'),
    v.transform(Number),
    v.minValue(least, `must be ${least} to ${most}`),
    v.maxValue(most, `must be ${least} to ${most}`),
  );
