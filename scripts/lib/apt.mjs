import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlainProblem, say } from './say.mjs';
import { isProgram, which } from './which.mjs';

/**
 * @typedef {object} Tool
 * @property {string} debianPackage
 * @property {readonly string[]} programs any one of these in PATH will do
 * @property {() => readonly string[]} [folders] where else it may lie
 * @property {string} [variable] an environment variable that may name the program instead
 * @property {string} purpose
 */

/** @type {Tool} */
export const CHROMIUM = {
  debianPackage: 'chromium',
  programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  variable: 'CHROME_PATH',
  purpose: 'a real browser for the end-to-end tests and the demo',
};

/** @type {Tool} */
export const IP = {
  debianPackage: 'iproute2',
  programs: ['ip'],
  purpose: 'a network of its own for the browsers under test',
};

/** An archive that does not answer, or another apt at work, may do so a little later: tries in all, and how long to wait between two. */
const TRIES = 4;
const WAIT_SECONDS = 20;
/** Of one call of apt-get: downloads over a slow line take minutes, one that hangs takes for ever. */
const CALL_LIMIT_MS = 600_000;
/** Waits for another apt at work, and asks an archive that fails again. */
const PATIENTLY = [
  ...['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'],
  ...['-o', 'Acquire::http::Timeout=60', '-o', 'Acquire::https::Timeout=60'],
];

/** Debian keeps the programs of each version's server in a folder of its own, outside PATH. */
const POSTGRES_FOLDERS = '/usr/lib/postgresql';

/** @type {Tool} */
export const POSTGRES = {
  debianPackage: 'postgresql',
  programs: ['postgres'],
  folders: () =>
    existsSync(POSTGRES_FOLDERS)
      ? readdirSync(POSTGRES_FOLDERS).map((version) => join(POSTGRES_FOLDERS, version, 'bin'))
      : [],
  purpose: 'a real PostgreSQL server for the unit tests; each starts one of its own on a folder of its own',
};

/** @type {Tool} */
export const COTURN = {
  debianPackage: 'coturn',
  programs: ['turnserver'],
  purpose: 'a real TURN server for the end-to-end test of relayed links',
};

/** The tools that tests and demo need on this machine. `ip` is of use only to root on Linux. */
export function neededTools() {
  const isolates = process.platform === 'linux' && process.getuid?.() === 0;
  return isolates ? [CHROMIUM, IP] : [CHROMIUM];
}

/** @param {Tool} tool @param {NodeJS.ProcessEnv} env */
export function findTool(tool, env = process.env) {
  const named = tool.variable === undefined ? undefined : env[tool.variable];
  if (named !== undefined && named !== '' && isProgram(named)) return named;
  const beside = (tool.folders?.() ?? []).flatMap((folder) =>
    tool.programs.map((name) => join(folder, name)),
  );
  return (
    tool.programs.map((name) => which(name, env.PATH)).find((path) => path !== undefined) ??
    beside.find(isProgram)
  );
}

/** @typedef {(program: string, args: string[]) => number} Run exit code of a command run in the foreground */

/**
 * Installs what is missing through apt-get where that needs no one's password, and says what to install elsewhere.
 * @param {{ tools?: readonly Tool[], find?: typeof findTool, run?: Run, tell?: typeof say, wait?: (seconds: number) => void, prefix?: string[] | undefined }} [outside] replaced in tests
 */
export function ensureTools(outside = {}) {
  const { tools = neededTools(), find = findTool, run = runLoudly, tell = say, wait = waitSeconds } = outside;
  const missing = tools.filter((tool) => find(tool) === undefined);
  if (missing.length === 0) return;
  const prefix = 'prefix' in outside ? outside.prefix : aptPrefix();
  if (prefix !== undefined) {
    tell(`installing ${missing.map((tool) => tool.debianPackage).join(' and ')} through apt-get, once`);
    install(missing, prefix, { run, tell, wait });
  }
  const stillMissing = missing.filter((tool) => find(tool) === undefined);
  if (stillMissing.length > 0) throw new PlainProblem(remedy(stillMissing));
}

/**
 * Package lists may be absent (a slim image) or too old to match the archive; either way a fresh list and a second try
 * help, and when they are good the update's time is saved. What goes wrong after that is the network's or another apt's
 * doing, and passes.
 * @param {readonly Tool[]} tools @param {string[]} prefix
 * @param {{ run: Run, tell: typeof say, wait: (seconds: number) => void }} outside
 */
function install(tools, prefix, { run, tell, wait }) {
  const [program = 'apt-get', ...before] = [...prefix, 'apt-get', '-q', ...PATIENTLY];
  const packages = tools.map((tool) => tool.debianPackage);
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (run(program, [...before, 'install', '-y', '--no-install-recommends', ...packages]) === 0) return;
    if (tries === TRIES) return;
    if (tries > 1) {
      tell(`apt-get failed; trying again in ${WAIT_SECONDS} s (${TRIES - tries} more)`);
      wait(WAIT_SECONDS);
    }
    run(program, [...before, 'update']);
  }
}

/** What to put before `apt-get` so that it runs as root without a question, or nothing where there is no such way. */
function aptPrefix() {
  if (which('apt-get') === undefined) return undefined;
  const variables = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (process.getuid?.() === 0) return variables;
  if (which('sudo') !== undefined && spawnSync('sudo', ['-n', 'true']).status === 0)
    return ['sudo', '-n', ...variables];
  return undefined;
}

/** apt's output goes to stderr, as the rest of what set-up has to say. @type {Run} */
function runLoudly(program, args) {
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], timeout: CALL_LIMIT_MS }).status ?? 1;
}

/** @param {number} seconds */
function waitSeconds(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

/** @param {readonly Tool[]} tools */
export function remedy(tools) {
  const lines = tools.map((tool) => {
    const byVariable = tool.variable === undefined ? '' : `, or set ${tool.variable} to the program`;
    return `  ${tool.programs[0]}: ${tool.purpose} (Debian and Ubuntu: apt-get install ${tool.debianPackage}${byVariable})`;
  });
  return `something is missing and cannot be installed from here. Please install:\n${lines.join('\n')}`;
}
