/**
 * One coordinator to a folder: two would each count for themselves. The lock is a transaction held open on a file
 * beside the database, which the system lets go of however the process ends.
 * @module
 */
import { join } from 'node:path';
import LibsqlDatabase from 'libsql';
import { StoreError } from './store-error.ts';

/**
 * @returns lets go
 * @throws StoreError of code in_use
 */
export function lockFolder(dataDir: string): () => void {
  const lock = new LibsqlDatabase(join(dataDir, 'p2c2g.lock'));
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw /locked|busy/i.test(String(error)) ? new StoreError('in_use', `the folder ${dataDir}`) : error;
  }
  return () => lock.close();
}
