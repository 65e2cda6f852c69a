/**
 * A PostgreSQL server for tests: a folder and a port of its own on 127.0.0.1, gone when they are done.
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** PostgreSQL refuses to run as root; `nobody` is there on every Debian. */
const NOBODY = 65_534;
const PATIENCE_MS = 60_000;

export interface TestPostgres {
  /** A new, empty database. */
  create(): Promise<string>;
  /**
   * How far the files of one connection's process may grow: beyond, it is told that the disk is full.
   * @param pid of the process, as `pg_backend_pid()` tells it
   */
  allow(pid: number, fileBytes: number | 'unlimited'): void;
  /** Ends the server at once, as a crash would, and starts it anew on what it left. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian puts the server's programs, newest first; elsewhere they are in PATH. */
function programsFolder(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const folder = folders.find(
    (path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres')),
  );
  if (folder) return folder;
  throw new Error('these tests need a PostgreSQL server: apt-get install postgresql (npm test does it)');
}

export async function startPostgres(): Promise<TestPostgres> {
  const programs = programsFolder();
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const dir = mkdtempSync(join(tmpdir(), 'p2c2g-postgres-'));
  if (identity.uid !== undefined) chownSync(dir, NOBODY, NOBODY);
  const password = join(dir, 'password');
  writeFileSync(password, 'secret\n');
  if (identity.uid !== undefined) chownSync(password, NOBODY, NOBODY);
  const data = join(dir, 'data');
  const how = [
    '-U',
    'p2c2g',
    '-A',
    'scram-sha-256',
    `--pwfile=${password}`,
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...how], { ...identity, cwd: dir, stdio: 'pipe' });
  const port = await freePort();
  const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=40', 'shared_buffers=16MB'];
  const args = [
    '-D',
    data,
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-k',
    dir,
    ...settings.flatMap((one) => ['-c', one]),
  ];
  const start = (): ChildProcess =>
    spawn(join(programs, 'postgres'), args, { ...identity, cwd: dir, stdio: 'ignore' });
  let server = start();
  const url = (database: string) => `postgres://p2c2g:secret@127.0.0.1:${port}/${database}`;
  await answering(url('postgres'), server);
  let made = 0;
  return {
    create: async () => {
      made += 1;
      await ask(url('postgres'), `create database test${made}`);
      return url(`test${made}`);
    },
    allow: (pid, fileBytes) => {
      execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${fileBytes}:`], identity);
    },
    down: () => stop(server),
    up: async () => {
      server = start();
      await answering(url('postgres'), server);
    },
    stop: async () => {
      await stop(server);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function ask(url: string, question: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(question);
  } finally {
    await client.end();
  }
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await ask(url, 'select 1');
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Immediate: there is nothing to keep. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGQUIT');
  await gone;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
