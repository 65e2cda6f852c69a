/**
 * Rivals are installed for this benchmark alone, outside the product's packages, from a lock file of their own.
 * @module
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { say } from '../../scripts/lib/say.mjs';

const SOURCE = resolve(import.meta.dirname, '../rivals');
const CACHE = resolve(import.meta.dirname, '../../.cache/rivals');
const LIMIT_MS = 300_000;

/**
 * The folder with their `node_modules`, or a sentence that says why there is none.
 * @param source where package.json and its lock are
 */
export async function installRivals(
  source = SOURCE,
  cache = CACHE,
): Promise<{ folder: string } | { reason: string }> {
  const lock = await readFile(join(source, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  const done = await readFile(join(cache, 'installed'), 'utf8').catch(() => '');
  if (done === stamp) return { folder: join(cache, 'node_modules') };
  say(`installing the rivals of this benchmark into ${relative(process.cwd(), cache)}, once`);
  await mkdir(cache, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(join(source, file), join(cache, file));
  const failure = await npmCi(cache);
  if (failure) return { reason: `not installed: ${failure}` };
  await writeFile(join(cache, 'installed'), stamp);
  return { folder: join(cache, 'node_modules') };
}

async function npmCi(cwd: string): Promise<string | undefined> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
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
