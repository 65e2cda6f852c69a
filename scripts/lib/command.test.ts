import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const MODULE = new URL('./command.mjs', import.meta.url).href;

/** A Node program that runs a command through runCommand and ends with its exit code. */
function running(command: readonly string[]): string[] {
  const program = `
    import { runCommand } from ${JSON.stringify(MODULE)};
    const [program, ...args] = ${JSON.stringify(command)};
    process.exit(await runCommand(program, args));`;
  return ['--input-type=module', '-e', program];
}

/** Says its process id, and on SIGTERM ends with code 9. */
const WAITING = [
  process.execPath,
  '-e',
  `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log(process.pid);`,
];

const isAlive = (pid: number): boolean => spawnSync('kill', ['-0', String(pid)]).status === 0;

test('the exit code is the command’s own', () => {
  expect(spawnSync(process.execPath, running(['sh', '-c', 'exit 6'])).status).toBe(6);
});

test('a signal is passed on, and the command ends in its own way', async () => {
  const child = spawn(process.execPath, running(WAITING), { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(9);
});

test('under npm, a command ends when npm and its shell are gone', async () => {
  const shell = spawn('sh', ['-c', '"$@"; exit $?', 'sh', process.execPath, ...running(WAITING)], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(shell.stdout, 'data');
  expect(isAlive(Number(pid))).toBe(true);
  shell.kill('SIGKILL');
  await expect.poll(() => isAlive(Number(pid)), { timeout: 30_000 }).toBe(false);
});
