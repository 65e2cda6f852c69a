import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian keeps `ip` here, and ordinary users often lack these in PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

/**
 * Where a program lies, as a shell would find it.
 * @param {string} name
 * @param {string} [searchPath]
 * @returns {string | undefined} absolute path
 */
export function which(name, searchPath = process.env.PATH ?? '') {
  for (const folder of [...searchPath.split(delimiter), ...SYSTEM_FOLDERS]) {
    if (folder === '') continue;
    const file = join(folder, name);
    if (isProgram(file)) return file;
  }
  return undefined;
}

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
