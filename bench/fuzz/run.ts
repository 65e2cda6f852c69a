/**
 * A coordinator under a rain of nonsense, in this process, so that an exception nobody caught ends the run.
 * @module
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startCoordinator } from '../../apps/signal/src/server.ts';
import type { Random } from './corpus.ts';
import { RequestFuzzer } from './requests.ts';
import { fuzzSocket } from './sockets.ts';
import { Tally } from './tally.ts';

export interface FuzzOptions {
  /** Messages and requests together. */
  readonly messages: number;
  readonly random: Random;
  readonly onProgress?: (sent: number) => void;
}

export interface FuzzReport {
  readonly sent: number;
  readonly tally: Tally;
  /** Of the heap after a collection, from when a tenth was sent to the end. */
  readonly grownMb: number;
  /** Lines that the server logged as errors. */
  readonly loggedErrors: readonly string[];
}

const SOCKETS_AT_ONCE = 16;
const REQUESTS_PER_SOCKET = 2;
const MOST_SOCKETS = 10_000;
const LEVEL_ERROR = 50;
const BYTES_PER_MB = 2 ** 20;
/** A client that lost its socket is kept for the resume window. */
const RESUME_WINDOW_MS = 200;
/** After that; a coordinator that has stood still itself waits for a turn that comes in time. */
const FORGOTTEN_WITHIN_MS = 30_000;

export async function fuzz({ messages, random, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const loggedErrors: string[] = [];
  const log = { write: (line: string) => noteError(line, loggedErrors) };
  const coordinator = await startCoordinator(SETTINGS, log);
  const tally = new Tally();
  const requests = new RequestFuzzer(coordinator.url, tally);
  let sent = 0;
  let named = 0;
  let heapMb: number | undefined;
  const worker = async () => {
    while (sent < messages) {
      named += 1;
      // In two steps: others count too while this one waits.
      const said = await fuzzSocket(coordinator.url, random, tally, `f${named}`);
      sent += said;
      for (let n = 0; n < REQUESTS_PER_SOCKET; n += 1) await requests.one(random);
      sent += REQUESTS_PER_SOCKET;
      if (heapMb === undefined && sent > messages / 10) heapMb = collectedHeapMb();
      onProgress?.(sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: SOCKETS_AT_ONCE }, worker));
    const remembered = () => coordinator.stats().active_peers + coordinator.stats().gamers > 0;
    const untilMs = performance.now() + FORGOTTEN_WITHIN_MS;
    do await new Promise((done) => setTimeout(done, 4 * RESUME_WINDOW_MS));
    while (remembered() && performance.now() < untilMs);
    if (remembered()) tally.wrong('clients are remembered after all sockets are gone');
    return { sent, tally, grownMb: collectedHeapMb() - (heapMb ?? 0), loggedErrors };
  } finally {
    requests.close();
    await coordinator.close();
  }
}

const SETTINGS = {
  coordinator: {
    listen_port: 0,
    log_level: 'warn' as const,
    max_peers: MOST_SOCKETS,
    max_sessions: MOST_SOCKETS,
    max_connections: MOST_SOCKETS,
    resume_window_ms: RESUME_WINDOW_MS,
  },
  // All of it comes from one address, and is to be looked at: not turned away for coming too fast.
  limits: {
    connections_per_address: MOST_SOCKETS,
    connects_per_second: 100_000,
    requests_per_second: 100_000,
    failed_logins_per_minute: 10_000,
    shed_event_loop_ms: 0,
  },
  database: { type: 'memory' as const },
};

function noteError(line: string, errors: string[]): void {
  const { level, msg, err } = JSON.parse(line) as { level: number; msg: string; err?: { message: string } };
  if (level >= LEVEL_ERROR && errors.length < 20) errors.push(`${msg}: ${err?.message ?? ''}`);
}

/** After a full collection, which has to be asked for. */
function collectedHeapMb(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / BYTES_PER_MB;
}
