/**
 * Whether packets of a frame should leave at once or spread over a part of the frame's time, in a seeded simulation of one bottleneck.
 *
 * `npm run bench:pacing -- [--json FILE]`
 *
 * Frames of 20 KB in the mean and of varying size, 60 a second, four fifths of the line's rate, two packets of parity each; every sixtieth is
 * four times as large. In time: enough packets arrive at most 33 ms after the way's delay. `spread` is the part of the frame's time over which
 * its packets leave, `queue` what the bottleneck holds.
 *
 * Then the product's own senders and receivers in simulation, which choose for themselves: frames of 20 KB at 60 fps on a line of 14 Mbit/s, and on one
 * of 40 that loses packets anywhere. Last, a line of 2 Mbit/s at 30 fps to a receiver that is busy for a share of its time, of which six tenths are to be used.
 * @module
 */
import { seededRandom } from '@p2c2g/transport';
import { Lane } from '@p2c2g/transport/rig/lane.ts';
import Table from 'cli-table3';
import { benchArgs, writeRows } from './lib/args.ts';
import { busyRows, linkRows } from './network/simulated-links.ts';

const FPS = 60;
const FRAMES = 6000;
const MEAN_BYTES = 20_000;
const KEY_EVERY = 60;
const KEY_TIMES = 4;
const PACKET_BYTES = 1150;
const PARITY = 2;
const DELAY_MS = 10;
const IN_TIME_MS = 33;
const USED = 0.8;

interface Row {
  readonly queueKb: number;
  readonly spread: number;
  readonly inTimeShare: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly droppedShare: number;
}

const args = benchArgs({ seed: 1 });
const rows: Row[] = [];
for (const queueKb of [64, 32, 16, 8]) {
  for (const spread of [0, 0.25, 0.5, 0.75]) rows.push(simulate(queueKb, spread));
}
const links = linkRows(args.number('seed'));
const busy = busyRows(args.number('seed'));
for (const each of [rows, links, busy]) print(each);
await writeRows(args.json, [...rows, ...links, ...busy]);

function print(each: readonly object[]): void {
  const table = new Table({ head: Object.keys(each[0]!), style: { head: [], border: [] } });
  const rounded = (value: unknown) =>
    typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value);
  for (const row of each) table.push(Object.values(row).map(rounded));
  console.log(table.toString());
}

function simulate(queueKb: number, spread: number): Row {
  const random = seededRandom(args.number('seed'));
  const keyShare = (KEY_TIMES - 1) / KEY_EVERY;
  const rateBps = (MEAN_BYTES * (1 + keyShare) * FPS * 8) / USED;
  const lane = new Lane<number>({ delayMs: DELAY_MS, rateBps, queueBytes: queueKb * 1024 }, 1);
  const sent = packets(random, spread).sort((a, b) => a.atMs - b.atMs);
  const missing = new Map<number, number>();
  for (const { frame } of sent) missing.set(frame, (missing.get(frame) ?? -PARITY) + 1);
  const tookMs: number[] = [];
  const arrive = (untilMs: number) => {
    for (let dueMs = lane.nextDueMs(); dueMs <= untilMs; dueMs = lane.nextDueMs()) {
      for (const frame of lane.deliverUntil(dueMs)) {
        const left = missing.get(frame)! - 1;
        missing.set(frame, left);
        if (left === 0) tookMs.push(dueMs - (frame * 1000) / FPS - DELAY_MS);
      }
    }
  };
  for (const { frame, atMs } of sent) {
    arrive(atMs);
    lane.send(frame, PACKET_BYTES, atMs);
  }
  arrive(Number.MAX_SAFE_INTEGER);
  const sorted = tookMs.toSorted((a, b) => a - b);
  const { offeredPackets, droppedPackets } = lane.stats();
  return {
    queueKb,
    spread,
    inTimeShare: tookMs.filter((ms) => ms <= IN_TIME_MS).length / FRAMES,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    droppedShare: droppedPackets / offeredPackets,
  };
}

function packets(random: () => number, spread: number): { frame: number; atMs: number }[] {
  return Array.from({ length: FRAMES }, (_, frame) => {
    const size = MEAN_BYTES * (0.7 + 0.6 * random()) * (frame % KEY_EVERY === 0 ? KEY_TIMES : 1);
    const count = Math.ceil(size / PACKET_BYTES) + PARITY;
    const gapMs = (spread * 1000) / FPS / count;
    return Array.from({ length: count }, (_, i) => ({ frame, atMs: (frame * 1000) / FPS + i * gapMs }));
  }).flat();
}
