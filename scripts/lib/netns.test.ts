import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { probeIsolation } from './netns.mjs';

const MODULE = new URL('./netns.mjs', import.meta.url).href;
const isolates = 'wrapping' in probeIsolation();

/** A Node program that runs a command through runIsolated, as the scripts do. */
function isolated(command: readonly string[]): [string, string[]] {
  const program = `
    import { runIsolated } from ${JSON.stringify(MODULE)};
    const [program, ...args] = ${JSON.stringify(command)};
    process.exit(await runIsolated(program, args));`;
  return [process.execPath, ['--input-type=module', '-e', program]];
}

function run(...command: string[]) {
  const [program, args] = isolated(command);
  const env = { ...process.env };
  delete env.P2C2G_NETNS;
  return spawnSync(program, args, { encoding: 'utf8', env });
}

test('the exit code and the output are the command’s own', () => {
  const { status, stdout } = run('sh', '-c', 'echo heard; exit 7');
  expect(stdout).toBe('heard\n');
  expect(status).toBe(7);
});

test('a command that is killed gives 128 + its signal', () => {
  expect(run('sh', '-c', 'kill -9 $$').status).toBe(137);
});

test('inside, commands are not isolated a second time', () => {
  const [program, args] = isolated(['sh', '-c', 'exit 3']);
  expect(spawnSync(program, args, { env: { ...process.env, P2C2G_NETNS: '1' } }).status).toBe(3);
});

describe.runIf(isolates)('in a namespace', () => {
  test('there is one address and a default route', () => {
    const { stdout } = run('sh', '-c', 'ip -4 -brief address; ip route');
    expect(stdout).toContain('10.77.0.1/24');
    expect(stdout).toContain('default via 10.77.0.2');
  });

  test('what a command leaves behind ends with it', async () => {
    const { stdout, status } = run(
      'sh',
      '-c',
      'readlink /proc/self/ns/net; sleep 987654 >/dev/null 2>&1 & exit 0',
    );
    expect(status).toBe(0);
    const namespaces = spawnSync('lsns', ['--noheadings', '--output', 'NS', '--type', 'net'], {
      encoding: 'utf8',
    });
    expect(namespaces.stdout).not.toContain(/\d+/.exec(stdout)![0]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s reaches the command once, which ends in its own way',
    async (signal) => {
      const listener = `
      let times = 0;
      process.on('${signal}', () => { times++; setTimeout(() => process.exit(40 + times), 100); });
      setInterval(() => {}, 1000);
      console.log('ready');`;
      const [program, args] = isolated([process.execPath, '-e', listener]);
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill(signal);
      const [code] = await once(child, 'exit');
      expect(code).toBe(41);
    },
  );
});
