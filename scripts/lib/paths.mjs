import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Where the scripts remember things between runs. Ignored by git; deleting it costs one check or one build.
 * @param {string} root
 */
export function cacheOf(root) {
  return join(root, '.cache');
}
