/**
 * A server in a process and on a core of its own, and what it uses.
 * @module
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { COORDINATOR_NODE_ARGS } from '../../scripts/lib/coordinator-args.mjs';
import type { ServerName } from './terms.ts';

const CLOCK_TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const PAGE_BYTES = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 20_000;

const works = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
/** Core 0 is the server's, core 1 the client's: only where there are two, and a tool to say so. */
const PIN = cpus().length > 1 && works('taskset', '-V') ? ['taskset', '-c', '0'] : [];
/** What else runs on the machine is not to be measured; only root may ask for that. */
const BEFORE_OTHERS = works('nice', '-n', '-10', 'true') ? ['nice', '-n', '-10'] : [];
/** As `npm start` has it, for the rivals alike; and more, such as `--cpu-prof`. */
const NODE_ARGS = [...COORDINATOR_NODE_ARGS, ...(process.env.P2C2G_BENCH_NODE_ARGS?.split(' ') ?? [])];

/** Where sessions of a terminal share the machine as groups, niceness counts within a group alone: this is the group's. */
const GROUP_NICENESS = '/proc/self/autogroup';

export function pinClient(): void {
  const pid = String(process.pid);
  if (BEFORE_OTHERS.length > 0 && existsSync(GROUP_NICENESS)) writeFileSync(GROUP_NICENESS, '-10');
  if (PIN.length > 0) execFileSync('taskset', ['-p', '-c', '1', pid], { stdio: 'ignore' });
  if (BEFORE_OTHERS.length > 0) execFileSync('renice', ['-n', '-10', '-p', pid], { stdio: 'ignore' });
}

export interface ServerProcess {
  readonly url: string;
  /** Seconds of a core since the start. */
  cpuSeconds(): number;
  rssMb(): number;
  stop(): Promise<void>;
}

/** @param rivals the folder with the rivals' `node_modules`, for those who need it */
export async function startServer(name: ServerName, rivals: string): Promise<ServerProcess> {
  const file = resolve(import.meta.dirname, `serve-${name}.ts`);
  const node = [process.execPath, '--import', 'tsx', ...NODE_ARGS, file, rivals];
  const [command, ...args] = [...BEFORE_OTHERS, ...PIN, ...node];
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await listening(child);
  const { pid } = child;
  return {
    url,
    cpuSeconds: () => {
      const fields = statFields(pid!);
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    },
    rssMb: () => (Number(statFields(pid!)[21]) * PAGE_BYTES) / 2 ** 20,
    stop: () => stop(child),
  };
}

/** After the name, which may hold anything. */
const statFields = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');

async function listening(child: ChildProcess): Promise<string> {
  const timer = setTimeout(() => child.kill(), START_LIMIT_MS);
  for await (const line of createInterface({ input: child.stdout! })) {
    clearTimeout(timer);
    return (JSON.parse(line) as { url: string }).url;
  }
  throw new Error('the server did not start');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.stdin!.end();
  await once(child, 'exit');
  clearTimeout(timer);
}
