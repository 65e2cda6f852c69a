/**
 * Rivals are installed for this benchmark alone, outside the product's packages, from a lock file of their own.
 * @module
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { say } from '../../scripts/lib/say.mjs';

const SOURCE = resolve(import.meta.dirname, '../rivals');
const CACHE = resolve(import.meta.dirname, '../../.cache/rivals');
const LIMIT_MS = 300_000;

/** The folder with their `node_modules`, or a sentence that says why there is none. */
export async function installRivals(): Promise<{ folder: string } | { reason: string }> {
  const lock = await readFile(join(SOURCE, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  const done = await readFile(join(CACHE, 'installed'), 'utf8').catch(() => '');
  if (done === stamp) return { folder: join(CACHE, 'node_modules') };
  say('installing the rivals of this benchmark into .cache/rivals, once');
  await mkdir(CACHE, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(join(SOURCE, file), join(CACHE, file));
  const failure = await npmCi();
  if (failure) return { reason: `not installed: ${failure}` };
  await writeFile(join(CACHE, 'installed'), stamp);
  return { folder: join(CACHE, 'node_modules') };
}

async function npmCi(): Promise<string | undefined> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', args, { cwd: CACHE, stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
  let words = '';
  child.stderr.on('data', (text: Buffer) => {
    words += text.toString();
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return undefined;
    return `npm ci ended with ${code}: ${words.trim().split('\n').slice(0, 3).join(' ').slice(0, 200)}`;
  } catch (cause) {
    return `npm cannot be run: ${cause instanceof Error ? cause.message : cause}`;
  }
}
