import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { cacheOf, ROOT } from './paths.mjs';
import { PlainProblem, say } from './say.mjs';
import { fingerprint, Stamp } from './stamp.mjs';

/** What decides which packages are installed. */
const PACKAGE_SOURCES = ['package-lock.json'];

/** What decides how the pages look and act. */
const WEB_SOURCES = ['apps/web', 'packages', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'];

const QUIETLY = ['--no-audit', '--no-fund', '--no-update-notifier', '--fetch-retries=5'];

const WEB_DIST = 'apps/web/dist/index.html';

/** Installs the packages when the lock file asks for others than are there. */
export async function ensurePackages(root = ROOT) {
  const stamp = new Stamp(join(cacheOf(root), 'packages.stamp'));
  const wanted = fingerprint(root, PACKAGE_SOURCES);
  if (stamp.matches(wanted) && existsSync(join(root, 'node_modules/.package-lock.json'))) return;
  if (!holdsLockedPackages(root)) {
    say('installing packages, once');
    stamp.forget();
    await installPackages(root);
  }
  stamp.remember(wanted);
}

/**
 * `npm ci` takes exactly what the lock file names. It also refuses a lock file that lacks one system's variant of a
 * package, as happens when the registry it was written from did not carry that variant; `npm install` passes over
 * such gaps, keeps to the lock file for the rest and, with `--no-save`, leaves it as it is.
 *
 * @param {string} root
 */
async function installPackages(root) {
  const ciCode = await runNpm(['ci', ...QUIETLY, '--loglevel=silent'], root);
  if (ciCode === 0) return;
  if (ciCode > 128) throw new PlainProblem('npm ci was interrupted.');
  say('npm ci did not work out; trying npm install with the same lock file');
  const code = await runNpm(['install', '--no-save', ...QUIETLY, '--loglevel=error'], root);
  if (code !== 0) throw new PlainProblem(`npm install failed (exit code ${code}); see above.`);
}

/**
 * Whether node_modules already holds what the lock file names, as after an `npm install` by hand. npm writes the list
 * it reads from as its last step; packages for other systems stand in the lock file alone.
 */
export function holdsLockedPackages(root = ROOT) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    return there === undefined ? entry.optional === true : there.version === entry.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Under `npm start` npm names its own script; otherwise the one in PATH is taken. @param {string[]} args @param {string} cwd */
function runNpm(args, cwd) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return runCommand(process.execPath, [script, ...args], { cwd });
  if (process.platform === 'win32') return runCommand('cmd.exe', ['/c', 'npm', ...args], { cwd });
  return runCommand('npm', args, { cwd });
}

/** Builds the pages when their sources changed since the last build. */
export async function ensureWebBuild(root = ROOT) {
  const stamp = new Stamp(join(cacheOf(root), 'web.stamp'));
  const wanted = fingerprint(root, WEB_SOURCES);
  if (stamp.matches(wanted) && existsSync(join(root, WEB_DIST))) return;
  say('building the web pages');
  stamp.forget();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const code = await runCommand(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root });
  if (code !== 0) throw new PlainProblem(`the web build failed (exit code ${code}); see above.`);
  stamp.remember(wanted);
}
