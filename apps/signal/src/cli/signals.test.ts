/** The coordinator as a service manager drives it: by signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestClient, until } from '../test-client.ts';

const MAIN = resolve(import.meta.dirname, '../main.ts');
const TSX = import.meta.resolve('tsx');

let dir: string;
let child: ChildProcess;
let said: string;
let url: string;

const settings = (text: string) => writeFileSync(join(dir, 'p2c2g.yaml'), text);
const saying = (words: string | RegExp) => until(`"${words}", heard: ${said}`, () => said.search(words) >= 0);
const exitCode = async (): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'p2c2g-signals-'));
  settings('coordinator:\n  listen_port: 0\nlogging:\n  file: logs/coordinator.log\n');
  said = '';
  child = spawn(process.execPath, ['--import', TSX, MAIN], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  await saying('P2C2G is up');
  url = /home {2}(http:\S+)\//.exec(said)![1]!;
});
afterEach(async () => {
  child.kill('SIGKILL');
  await exitCode();
  rmSync(dir, { recursive: true, force: true });
});

async function playing(): Promise<TestClient> {
  await (await TestClient.helper(url, 'h')).beats('h', 500);
  const gamer = await TestClient.gamer(url, 'g');
  gamer.beats('g', 500);
  await gamer.asks();
  await gamer.hears('session_state', ({ status }) => status === 'active');
  return gamer;
}

it('SIGTERM waits for the session that runs, then ends well, with all of it in the log file', async () => {
  const gamer = await playing();
  child.kill('SIGTERM');
  await gamer.hears('goaway');
  expect(child.exitCode).toBeNull();
  gamer.say({ msg_type: 'bye', reason: 'done' });
  expect(await exitCode()).toBe(0);
  const log = readFileSync(join(dir, 'logs/coordinator.log'), 'utf8');
  expect(log).toContain('"audit":"stopped"');
});

it('a second signal ends the wait', async () => {
  await playing();
  child.kill('SIGTERM');
  await saying('waits for running sessions');
  child.kill('SIGTERM');
  expect(await exitCode()).toBe(1);
});

it('SIGHUP reads the settings again, names what waits for a restart, and keeps the old ones when they are wrong', async () => {
  settings(
    'coordinator:\n  listen_port: 0\n  log_level: debug\n  max_peers: 7\nlogging:\n  file: logs/coordinator.log\n',
  );
  child.kill('SIGHUP');
  await saying('In force: coordinator.log_level. Waiting for a restart: coordinator.max_peers.');
  settings('coordinator:\n  log_level: loud\n');
  child.kill('SIGHUP');
  await saying(/stay as they were: p2c2g.yaml:2:14: coordinator.log_level/);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
});
