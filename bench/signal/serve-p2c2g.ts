/**
 * Our coordinator as an operator runs it: keys asked for, every message validated, metrics on, a database on disk.
 * Started as a process of its own; says where it listens and stays until its input ends.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startCoordinator } from '../../apps/signal/src/server.ts';
import { JWT_SECRET, MOST_SOCKETS } from './terms.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'p2c2g-bench-'));
// In a process of its own: what that takes of memory is not the coordinator's.
execFileSync(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'make-keys.ts'), dataDir]);
const coordinator = await startCoordinator({
  coordinator: {
    listen_port: 0,
    log_level: 'warn',
    max_peers: MOST_SOCKETS,
    max_sessions: MOST_SOCKETS,
    max_connections: MOST_SOCKETS,
    // A client process that opens thousands of sockets lets some of them wait.
    heartbeat_timeout_ms: 15_000,
    registration_timeout_ms: 30_000,
  },
  auth: { mode: 'closed', jwt_secret: JWT_SECRET, token_minutes: 60 },
  // All clients come from one address here.
  limits: {
    connections_per_address: MOST_SOCKETS,
    connects_per_second: 100_000,
    requests_per_second: 100_000,
    shed_event_loop_ms: 0,
  },
  database: { type: 'sqlite', data_dir: dataDir },
  monitoring: { enable: true, prometheus_port: 0 },
});
console.log(JSON.stringify({ url: coordinator.url }));
process.stdin.resume();
process.stdin.on('end', async () => {
  await coordinator.close();
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(0);
});
