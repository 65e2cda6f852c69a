/**
 * A key for every client of the benchmark, in a database in the folder given: what a token's bearer is checked against.
 * Nobody logs in with the keys themselves.
 */
import { openDatabase } from '../../apps/signal/src/store/database.ts';
import { KeyStore } from '../../apps/signal/src/store/key-store.ts';
import { GRANTS, keyId, MOST_SOCKETS } from './terms.ts';

const KEY = {
  kind: 'key' as const,
  name: 'bench',
  grants: GRANTS,
  scopes: ['connect' as const],
  hash: '',
  createdMs: 0,
  expiresMs: null,
  revokedMs: null,
  usesLeft: null,
  invitedBy: null,
};

const database = await openDatabase({ type: 'sqlite', dataDir: process.argv[2]! });
const keys = new KeyStore(database.db);
for (let n = 0; n < MOST_SOCKETS; n += 1) await keys.add({ ...KEY, id: keyId(n) });
await database.close();
