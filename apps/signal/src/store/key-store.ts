/**
 * API keys, invites, and who owns which name, on disk. Secrets are here as hashes only.
 * @module
 */
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { CredentialKind } from '../auth/credential.ts';
import { type Grants, grants, type Scope, scopes } from '../auth/grants.ts';
import type { Tables } from './schema.ts';

export interface StoredKey {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly hash: string;
  readonly grants: Grants;
  readonly scopes: readonly Scope[];
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
  /** How often an invite may still be taken up; null for keys, which have no end of it. */
  readonly usesLeft: number | null;
  /** The invite that a guest's key was given for; null for others. */
  readonly invitedBy: string | null;
}

/** Bound values of one statement. */
const MOST_IDS = 1_000;
/** Who revokes may have another clock, and look less often than its rows are written. */
const CLOCKS_APART_MS = 600_000;

export class KeyStore {
  readonly #db: Kysely<Tables>;
  /** Known and not revoked, as far as was read. */
  readonly #good = new Set<string>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(key: StoredKey): Promise<void> {
    const row = {
      id: key.id,
      kind: key.kind,
      name: key.name,
      hash: key.hash,
      grants: JSON.stringify(key.grants),
      scopes: JSON.stringify(key.scopes),
      created_ms: key.createdMs,
      expires_ms: key.expiresMs,
      revoked_ms: key.revokedMs,
      uses_left: key.usesLeft,
      invited_by: key.invitedBy,
    };
    await this.#db.insertInto('api_keys').values(row).execute();
  }

  async find(id: string): Promise<StoredKey | undefined> {
    const row = await this.#db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
    return row && keyFrom(row);
  }

  async list(): Promise<StoredKey[]> {
    return (await this.#db.selectFrom('api_keys').selectAll().orderBy('created_ms').execute()).map(keyFrom);
  }

  /**
   * An invite takes the keys of its guests with it.
   * @returns whether there was one to revoke
   */
  async revoke(id: string, atMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('api_keys')
      .set({ revoked_ms: atMs })
      .where(({ or, eb }) => or([eb('id', '=', id), eb('invited_by', '=', id)]))
      .where('revoked_ms', 'is', null)
      .executeTakeFirst();
    this.#good.clear();
    return numUpdatedRows > 0n;
  }

  /** Takes one of an invite's uses, in a single step so that two at once cannot both have the last. */
  async takeUse(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('api_keys')
      .set(({ eb }) => ({ uses_left: eb('uses_left', '-', 1) }))
      .where('id', '=', id)
      .where('uses_left', '>', 0)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  isKnownGood(id: string): boolean {
    return this.#good.has(id);
  }

  /** Which of these are revoked, or not there any more. Reads only of those that it has not read of before. */
  async revokedOf(ids: readonly string[]): Promise<Set<string>> {
    const unread = ids.filter((id) => !this.#good.has(id));
    for (let from = 0; from < unread.length; from += MOST_IDS)
      await this.#readGood(unread.slice(from, from + MOST_IDS));
    return new Set(unread.filter((id) => !this.#good.has(id)));
  }

  /** Reads all at once, ahead of time. */
  async readAll(): Promise<void> {
    const rows = await this.#db.selectFrom('api_keys').select('id').where('revoked_ms', 'is', null).execute();
    for (const { id } of rows) this.#good.add(id);
  }

  /** Takes note of what another program revoked, such as the command line beside a running coordinator. */
  async noteRevoked(nowMs: number): Promise<void> {
    const since = nowMs - CLOCKS_APART_MS;
    const rows = await this.#db
      .selectFrom('api_keys')
      .select('id')
      .where('revoked_ms', '>=', since)
      .execute();
    for (const { id } of rows) this.#good.delete(id);
  }

  async #readGood(ids: readonly string[]): Promise<void> {
    const rows = await this.#db
      .selectFrom('api_keys')
      .select('id')
      .where('id', 'in', ids)
      .where('revoked_ms', 'is', null)
      .execute();
    for (const { id } of rows) this.#good.add(id);
  }

  /** A value made once and kept, such as the secret that signs tokens. */
  async secret(name: string, make: () => string): Promise<string> {
    await this.#db
      .insertInto('secrets')
      .values({ name, value: make() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await this.#db
      .selectFrom('secrets')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return row.value;
  }

  /** Whose which name is. */
  async owners(): Promise<Map<string, string>> {
    const rows = await this.#db.selectFrom('names').selectAll().execute();
    return new Map(rows.map(({ name, subject }) => [name, subject]));
  }
}

const keyFrom = (row: Tables['api_keys']): StoredKey => ({
  id: row.id,
  kind: row.kind as CredentialKind,
  name: row.name,
  hash: row.hash,
  grants: v.parse(grants, JSON.parse(row.grants)),
  scopes: v.parse(v.union([scopes, v.tuple([])]), JSON.parse(row.scopes)),
  createdMs: row.created_ms,
  expiresMs: row.expires_ms,
  revokedMs: row.revoked_ms,
  usesLeft: row.uses_left,
  invitedBy: row.invited_by,
});
