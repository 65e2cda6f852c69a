import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders that hold what a build makes, never what it is made from. */
const NOT_SOURCES = new Set(['node_modules', 'dist', '.cache', 'coverage']);

/** Tests do not change what a page does. */
const TEST_FILE = /\.test\.tsx?$/;

/**
 * A fingerprint of the named files and folders by content, so that a fresh clone, a branch switch and a touched but
 * unchanged file all answer alike. Reads some megabytes: tens of milliseconds.
 *
 * @param {string} root
 * @param {readonly string[]} entries files or folders below root; absent ones count as absent, not as errors
 * @returns {string} 64 hex digits
 */
export function fingerprint(root, entries) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const path of filesBelow(root, entry)) {
      const bytes = readFileSync(join(root, path));
      hash.update(`${path}\0${bytes.length}\0`);
      hash.update(bytes);
    }
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} path @returns {string[]} sorted, with `/` on every system */
function filesBelow(root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return TEST_FILE.test(path) ? [] : [path];
  if (!stat.isDirectory()) return [];
  return readdirSync(join(root, path))
    .filter((name) => !NOT_SOURCES.has(name))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** A remembered fingerprint in a file: says whether a step's inputs are those of its last success. */
export class Stamp {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
  }

  /** @param {string} value */
  matches(value) {
    try {
      return readFileSync(this.file, 'utf8') === value;
    } catch {
      return false;
    }
  }

  /** Forget before a step starts, so that a step cut short is done again. */
  forget() {
    rmSync(this.file, { force: true });
  }

  /** @param {string} value */
  remember(value) {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, value);
  }
}
