import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { KeyStore, type StoredKey } from './key-store.ts';
import { KINDS, Places } from './test-places.ts';

const key: StoredKey = {
  id: 'aaaaaaaaaaaa',
  kind: 'key',
  name: 'ops',
  hash: 'salt.hash',
  grants: { roles: ['helper'], pools: ['a'], max_sessions: 3, region: 'eu' },
  scopes: ['read', 'connect'],
  createdMs: 1_800_000_000_000,
  expiresMs: null,
  revokedMs: null,
  usesLeft: null,
  invitedBy: null,
};

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  let database: Database;
  let keys: KeyStore;
  beforeAll(async () => void (await places.fresh()), 60_000);
  afterAll(() => places.end());
  beforeEach(async () => {
    database = await openDatabase(await places.fresh());
    keys = new KeyStore(database.db);
  });
  afterEach(() => database.close());

  it('keeps a key as it was made, until it is revoked, once', async () => {
    await keys.add(key);
    expect(await keys.find(key.id)).toEqual(key);
    expect(await keys.find('bbbbbbbbbbbb')).toBeUndefined();
    expect(await keys.revokedOf([key.id, 'gone'])).toEqual(new Set(['gone']));
    expect([await keys.revoke(key.id, 7), await keys.revoke(key.id, 8)]).toEqual([true, false]);
    expect(await keys.list()).toEqual([{ ...key, revokedMs: 7 }]);
    expect(await keys.revokedOf([key.id])).toEqual(new Set([key.id]));
  });

  it('hands out the uses of an invite one by one', async () => {
    await keys.add({ ...key, kind: 'invite', usesLeft: 2 });
    await keys.add({ ...key, id: 'cccccccccccc' });
    const taken = await Promise.all([1, 2, 3].map(() => keys.takeUse(key.id)));
    expect(taken.filter(Boolean)).toHaveLength(2);
    expect(await keys.takeUse('cccccccccccc')).toBe(false);
  });

  it('revokes the keys of its guests with an invite, and no others', async () => {
    await keys.add({ ...key, kind: 'invite', usesLeft: 0 });
    await keys.add({ ...key, id: 'cccccccccccc', invitedBy: key.id });
    await keys.add({ ...key, id: 'dddddddddddd' });
    expect(await keys.revoke(key.id, 7)).toBe(true);
    expect(await keys.revokedOf([key.id, 'cccccccccccc', 'dddddddddddd'])).toEqual(
      new Set([key.id, 'cccccccccccc']),
    );
  });

  it('learns what another program revoked when it looks, and asks the database once for each key', async () => {
    const now = 1_000_000;
    await keys.add(key);
    await keys.readAll();
    const elsewhere = new KeyStore(database.db);
    expect(await elsewhere.revoke(key.id, now)).toBe(true);
    expect(await keys.revokedOf([key.id])).toEqual(new Set());
    await keys.noteRevoked(now + 2_000);
    expect(await keys.revokedOf([key.id])).toEqual(new Set([key.id]));
  });

  it('makes a secret once', async () => {
    expect(await keys.secret('jwt', () => 'first')).toBe('first');
    expect(await keys.secret('jwt', () => 'second')).toBe('first');
  });
});
