/**
 * Coordinators for tests: one inside this process, or one that can be killed.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import type { ConfigInput } from '../../apps/signal/src/config-schema.ts';
import { waitFor } from './wait.ts';

const MAIN = resolve(import.meta.dirname, '../../apps/signal/src/main.ts');

/** Of a test's coordinator: silence, and work, that may last so long. Whoever leaves closes its socket, which is heard at once. */
const PATIENT_MS = 20_000;
/** The same for one that is a process of its own. */
export const PATIENT_FLAGS = [
  ...['--heartbeat-timeout-ms', String(PATIENT_MS), '--registration-timeout-ms', String(PATIENT_MS)],
  ...['--shed-event-loop-ms', '0'],
];

export interface SpawnedCoordinator {
  readonly url: string;
  /** SIGKILL: no farewell, no flush. */
  kill(): Promise<void>;
}

/** Starts the coordinator as its own process, as `npm start` does. */
export async function spawnCoordinator(options: {
  port: number;
  dataDir: string;
  /** Further ones, as on its command line. */
  flags?: readonly string[];
}): Promise<SpawnedCoordinator> {
  const args = [
    '--import',
    'tsx',
    MAIN,
    '--port',
    String(options.port),
    '--data-dir',
    options.dataDir,
    '--log-level',
    'warn',
    ...(options.flags ?? []),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${options.port}`;
  await waitFor(async () => (await fetch(`${url}/livez`)).ok, {
    what: 'the coordinator to answer',
  });
  return { url, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A coordinator inside this process: any free port, nothing on disk, quiet, and patient with a busy machine. */
export function coordinatorConfig(): ConfigInput {
  return {
    coordinator: {
      listen_port: 0,
      log_level: 'warn',
      heartbeat_timeout_ms: PATIENT_MS,
      registration_timeout_ms: PATIENT_MS,
      task_timeout_ms: PATIENT_MS,
    },
    limits: { shed_event_loop_ms: 0 },
    database: { type: 'memory' },
  };
}
