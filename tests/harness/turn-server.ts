/**
 * A real TURN server, coturn, on a free port, with a shared secret for passwords.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { COTURN, findTool } from '../../scripts/lib/apt.mjs';
import { freePort } from './coordinator.ts';
import { waitFor } from './wait.ts';

export interface TurnServer {
  readonly url: string;
  readonly secret: string;
  /** What it has said so far, with each allocation and its end. */
  log(): string;
  close(): Promise<void>;
}

const SECRET = 'shared by coordinator and TURN server';

/** Browsers do not relay over loopback: the address is the one of this network. */
export async function startTurnServer(): Promise<TurnServer> {
  const program = findTool(COTURN);
  if (program === undefined) throw new Error('no turnserver found (Debian: apt-get install coturn)');
  const dir = await mkdtemp(join(tmpdir(), 'p2c2g-turn-'));
  const port = await freePort();
  const address = ownAddress();
  const args = [
    '-n',
    ...['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
    ...['--use-auth-secret', '--static-auth-secret', SECRET, '--realm', 'p2c2g.test', '--fingerprint'],
    ...['--no-tls', '--no-dtls', '--no-cli', '--no-rfc5780'],
    ...['--log-file', 'stdout', '--verbose', '--pidfile', join(dir, 'pid'), '--userdb', join(dir, 'db')],
  ];
  let said = '';
  const child = spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  const close = async () => {
    await end(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await waitFor(() => /listener opened on/i.test(said), { what: 'coturn to listen' });
  } catch (cause) {
    await close();
    throw new Error(`coturn did not start:\n${said}`, { cause });
  }
  return { url: `turn:${address}:${port}?transport=udp`, secret: SECRET, log: () => said, close };
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('no network but loopback');
  return found.address;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
