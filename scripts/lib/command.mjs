import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that end a command politely; they are passed on, so that it can close what it opened. */
const PASSED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** How often npm's shell is looked for: ending a second late harms nobody, and asking costs one system call. */
const PARENT_CHECK_MS = 500;

/**
 * Runs a command with this process's input and output until it ends, passing signals on.
 *
 * The command gets a process group of its own: Ctrl-C in a terminal then reaches only this process, which hands it
 * down exactly once. (Without that, a command would see it twice, and many take the second as "at once".)
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   stdio?: import('node:child_process').StdioOptions,
 *   passOn?: (child: import('node:child_process').ChildProcess, signal: NodeJS.Signals) => void,
 * }} [options] `passOn`: another way to hand a signal down, for wrappers that would keep it to themselves
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it
 */
export function runCommand(program, args, options = {}) {
  const { stdio = 'inherit', passOn = (child, signal) => child.kill(signal), ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...rest, stdio, detached: process.platform !== 'win32' });
    const hear = (/** @type {NodeJS.Signals} */ signal) => passOn(child, signal);
    const stopWatching = watchParent(() => process.kill(process.pid, 'SIGTERM'));
    const stopListening = () => {
      stopWatching();
      for (const signal of PASSED_ON) process.off(signal, hear);
    };
    for (const signal of PASSED_ON) process.on(signal, hear);
    child.once('error', (error) => {
      stopListening();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopListening();
      resolve(exitCodeOf(code, signal));
    });
  });
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  if (code !== null) return code;
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/**
 * npm runs a script in a shell, and the shell does not pass signals on: a SIGTERM to npm would end the two and leave
 * everything below running. A process whose parent is gone gets another one, which is how it is noticed here.
 *
 * @param {() => void} onGone
 * @returns {() => void} stops watching
 */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
