/**
 * With whom somebody works, as both pages offer it. Who belongs to which group is the coordinator's to say, by keys.
 * @module
 */
import type { Pool } from '@p2c2g/protocol';

export const POOL_WORDS: Readonly<Record<Pool, string>> = {
  anyone: 'Anyone',
  trusted: 'Trusted',
  friends: 'Friends, by invite',
  own: 'My own machines',
};

/** What to know about a choice before it disappoints; empty for `anyone`, which needs nothing. */
export const POOL_NOTES: Readonly<Record<Pool, string>> = {
  anyone: '',
  trusted: 'Those the operator vouches for, known by their keys. A server that asks for none finds nobody.',
  friends: 'Known by their keys and invites. A server that asks for none finds nobody.',
  own: 'Known by the same key. A server that asks for none finds nobody.',
};

/** What was remembered, where it makes sense; `anyone` otherwise. */
export function readPool(value: unknown): Pool {
  return typeof value === 'string' && Object.hasOwn(POOL_WORDS, value) ? (value as Pool) : 'anyone';
}
