/**
 * What an identity may do: grants for whoever connects, scopes for whoever administers.
 * @module
 */
import * as v from 'valibot';

export const ROLES = ['helper', 'gamer'] as const;
/** `admin` includes all the others. */
export const SCOPES = ['admin', 'read', 'ledger', 'invite', 'connect'] as const;
export type Scope = (typeof SCOPES)[number];

const label = v.pipe(v.string(), v.regex(/^[\w.-]{1,32}$/, 'must be 1 to 32 letters, digits and _.-'));

export const grants = v.object({
  roles: v.optional(v.pipe(v.array(v.picklist(ROLES)), v.maxLength(2)), [...ROLES]),
  /** Groups that it belongs to. */
  pools: v.optional(v.pipe(v.array(label), v.maxLength(16)), []),
  /** Connections registered at once. */
  max_sessions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 1),
  region: v.optional(v.nullable(label), null),
  /** Whose sessions and tasks wait shorter: 9 before 0; as usual, in the middle, without. */
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9))),
});
export type Grants = v.InferOutput<typeof grants>;

export const scopes = v.pipe(v.array(v.picklist(SCOPES)), v.minLength(1), v.maxLength(SCOPES.length));

/** Who somebody is, from a key or a token. */
export interface Identity {
  /** `key:ID`. */
  readonly subject: string;
  readonly grants: Grants;
  readonly scopes: readonly Scope[];
}

export const mayDo = ({ scopes }: Identity, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin');
