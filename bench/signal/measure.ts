/**
 * What is done to a server, and what is noted.
 * @module
 */
import type { Dialect, Line } from './line.ts';
import type { ServerProcess } from './server-process.ts';
import { HEARTBEAT_MS } from './terms.ts';

/** New sockets under way at once: a burst of browsers, not a queue of one. */
const AT_ONCE = 64;
const SLICE_MS = 10;
const MOST_OWED_MS = 10;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Opens so many, half of them gamers' and half helpers'. Each beats from the moment that it is open: thousands take their time.
 * @returns them, how many came in a second, and what stops the beats
 */
export async function openLines(
  dialect: Dialect,
  count: number,
): Promise<{ gamers: Line[]; helpers: Line[]; perSecond: number; stopBeats: () => void }> {
  const gamers: Line[] = [];
  const helpers: Line[] = [];
  const lines: Line[] = [];
  let next = 0;
  const opener = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      const role = n % 2 === 0 ? ('helper' as const) : ('gamer' as const);
      const line = await dialect.connect(`${role[0]}${n}`, role);
      (role === 'helper' ? helpers : gamers).push(line);
      lines.push(line);
    }
  };
  const stopBeats = beatAll(lines);
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, opener));
  return { gamers, helpers, perSecond: count / ((performance.now() - start) / 1000), stopBeats };
}

/** Lets every line beat, also those that are still to come, spread over the interval. @returns stops it */
function beatAll(lines: readonly Line[]): () => void {
  const slices = HEARTBEAT_MS / SLICE_MS;
  let slice = 0;
  const timer = setInterval(() => {
    for (let n = slice; n < lines.length; n += slices) {
      const text = lines[n]!.beat();
      if (text) lines[n]!.say(text);
    }
    slice = (slice + 1) % slices;
  }, SLICE_MS);
  return () => clearInterval(timer);
}

export interface Usage {
  readonly cpuShare: number;
  readonly rssMb: number;
  /** Of its own core. Near 1 it is the client that is measured. */
  readonly clientCpuShare: number;
}

const US_PER_S = 1e6;

/** What the server uses while something lasts, and what the client does. */
export async function usageDuring(server: ServerProcess, act: () => Promise<void>): Promise<Usage> {
  const cpu = server.cpuSeconds();
  const ownCpu = process.cpuUsage();
  const start = performance.now();
  await act();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(ownCpu);
  return {
    cpuShare: (server.cpuSeconds() - cpu) / seconds,
    rssMb: server.rssMb(),
    clientCpuShare: (user + system) / US_PER_S / seconds,
  };
}

export interface Relayed {
  readonly sent: number;
  /** What one turn in a hundred of the client took or more: its part in the server's p99. */
  readonly clientTurnP99Ms: number;
}

/**
 * Lets all lines in turn send something to their other end, so many a second altogether. When this process was kept from
 * its core, what it missed is left out and not made up in a burst.
 */
export async function relayAll(lines: readonly Line[], perSecond: number, seconds: number): Promise<Relayed> {
  const perMs = perSecond / 1000;
  const end = performance.now() + seconds * 1000;
  let atMs = performance.now();
  let sent = 0;
  let owed = 0;
  const turnsMs: number[] = [];
  while (atMs < end) {
    const nowMs = performance.now();
    owed = Math.min(owed + (nowMs - atMs) * perMs, MOST_OWED_MS * perMs);
    turnsMs.push(nowMs - atMs);
    atMs = nowMs;
    for (; owed >= 1; owed -= 1) {
      lines[sent % lines.length]!.sendStamped();
      sent += 1;
    }
    await pause(1);
  }
  return { sent, clientTurnP99Ms: quantile(turnsMs, 0.99) };
}

/** The value that so many of all do not exceed. @param share 0..1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
