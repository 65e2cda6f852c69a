/**
 * Runs a command in a network of its own, which ends with the command.
 *
 * Browsers leave the loopback address out of WebRTC, so two of them on one machine talk through its real address, and
 * their multicast DNS goes out on its real network. In a Linux network namespace with one made-up address they meet
 * just the same and nothing leaves the machine; a firewall or a missing cable cannot spoil a test either.
 *
 *   runIsolated ── unshare ──► sh (process 1: reaps orphans) ──► netns-inside.mjs (sets up, passes signals on) ──► command
 *        └──────── lifeline, descriptor 3: signals go down it ──────────┘
 *
 * The process namespace around it is the broom: once process 1 ends, the kernel ends all that is left, browsers too.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { say } from './say.mjs';
import { which } from './which.mjs';

const INSIDE = fileURLToPath(new URL('./netns-inside.mjs', import.meta.url));

/** Set inside, so that a command that isolates its own commands does not nest. */
const MARK = 'P2C2G_NETNS';

/** The trailing `exit` keeps the shell from replacing itself with the command: it must stay to reap orphans. */
const SHELL = ['sh', '-c', '"$@"; exit $?', 'sh'];

const PROCESSES_TOO = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const NETWORK_ONLY = ['--net'];

/** Best first; containers often refuse the second `/proc`. */
const KINDS = [PROCESSES_TOO, NETWORK_ONLY];

/**
 * @typedef {{ program: string, args: string[] }} Wrapping what goes in front of a command
 * @typedef {{ wrapping: Wrapping } | { refusal: string }} Isolation
 */

/** Finds out, by trying, how this machine isolates a command. @returns {Isolation} */
export function probeIsolation() {
  if (process.platform !== 'linux') return { refusal: 'network namespaces exist on Linux only' };
  if (process.getuid?.() !== 0) return { refusal: 'making a network namespace needs root' };
  const unshare = which('unshare');
  if (unshare === undefined || which('ip') === undefined)
    return { refusal: 'the commands unshare and ip are needed' };
  let refusal = '';
  for (const kind of KINDS) {
    const args = [...kind, ...SHELL, process.execPath, INSIDE];
    const trial = spawnSync(unshare, [...args, '--check'], { encoding: 'utf8' });
    if (trial.status === 0) return { wrapping: { program: unshare, args } };
    refusal = trial.stderr.trim().split('\n').at(-1) ?? '';
  }
  return { refusal: refusal || 'the kernel refused' };
}

/**
 * Runs a command isolated where this machine can, plainly (with a notice) where it cannot.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} exit code
 */
export async function runIsolated(program, args, options = {}) {
  const env = options.env ?? process.env;
  if (env[MARK] !== undefined) return runCommand(program, args, options);
  const isolation = probeIsolation();
  if ('refusal' in isolation) {
    say(`running on this machine's own network: ${isolation.refusal}`);
    return runCommand(program, args, options);
  }
  const { wrapping } = isolation;
  return runCommand(wrapping.program, [...wrapping.args, program, ...args], {
    ...options,
    env: { ...env, [MARK]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    // unshare holds signals back while its child runs and dies of them afterwards, so they go down the lifeline.
    passOn: sendDown,
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function sendDown(child, signal) {
  const lifeline = /** @type {import('node:net').Socket} */ (child.stdio[3]);
  // The command may end in this very moment; a signal that comes too late is no error.
  lifeline.once('error', () => {});
  lifeline.write(`${signal}\n`);
}
