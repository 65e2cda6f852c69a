/**
 * `npm run bench:bottleneck -- [--json FILE] [--seconds 12] [--caps 8,4,2] [--part steady,download,recovery,short-queue]`: rate-controlled
 * sessions between browsers that share one narrow line.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { writeRows } from './lib/args.ts';
import type { BottleneckRow } from './network/bottleneck-rows.ts';
import {
  measureRecovery,
  measureShortQueue,
  measureSteady,
  type RecoveryRow,
  type ShortQueueRow,
} from './network/bottleneck-run.ts';
import { openNetworkTabs } from './network/tabs.ts';

/** Sessions have found their shares by then. */
const WARM_UP_MS = 8_000;
const CHANGES_MBPS = [8, 2, 8, 4, 8];
const BETWEEN_CHANGES_MS = 7_000;
/** A frame of this line's rate is 19 KiB. */
const SHORT_QUEUE_MBPS = 12;
const SHORT_QUEUES_KB = [8, 16, 64];

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    seconds: { type: 'string', default: '12' },
    caps: { type: 'string', default: '8,4,2' },
    part: { type: 'string', default: 'steady,download,recovery,short-queue' },
  },
});
const forMs = Number(values.seconds) * 1000;
const parts = values.part.split(',');

const tabs = await openNetworkTabs();
try {
  const rows: BottleneckRow[] = [];
  const shared = { warmUpMs: WARM_UP_MS, forMs };
  for (const capMbps of values.caps.split(',').map(Number)) {
    if (parts.includes('steady'))
      for (const sessions of [1, 2])
        rows.push(await measureSteady(tabs, { capMbps, sessions, withDownload: false, ...shared }));
    if (parts.includes('download'))
      rows.push(await measureSteady(tabs, { capMbps, sessions: 1, withDownload: true, ...shared }));
  }
  const changes = parts.includes('recovery')
    ? await measureRecovery(tabs, CHANGES_MBPS, BETWEEN_CHANGES_MS)
    : [];
  const shortQueues: ShortQueueRow[] = [];
  if (parts.includes('short-queue'))
    for (const queueKb of SHORT_QUEUES_KB)
      shortQueues.push(
        await measureShortQueue(tabs, { capMbps: SHORT_QUEUE_MBPS, queueKb, warmUpMs: WARM_UP_MS, forMs }),
      );
  await writeRows(values.json, [...rows, ...changes, ...shortQueues]);
  if (rows.length > 0) printSteady(rows);
  if (changes.length > 0) printChanges(changes);
  if (shortQueues.length > 0) printShortQueues(shortQueues);
} finally {
  await tabs.close();
}

function printSteady(rows: readonly BottleneckRow[]): void {
  const table = new Table({ head: ['Mbit/s', 'sessions', 'queue p95 ms', 'used %', 'Jain', 'download %'] });
  for (const { capMbps, sessions, queueP95Ms, utilisation, jain, downloadShare } of rows)
    table.push([
      capMbps,
      sessions,
      queueP95Ms.toFixed(1),
      (utilisation * 100).toFixed(1),
      jain.toFixed(3),
      downloadShare === null ? '' : (downloadShare * 100).toFixed(1),
    ]);
  console.log(table.toString());
}

function printChanges(rows: readonly RecoveryRow[]): void {
  const table = new Table({ head: ['from Mbit/s', 'to Mbit/s', 'recovered after ms'] });
  for (const { fromMbps, toMbps, recoveryMs } of rows) table.push([fromMbps, toMbps, recoveryMs.toFixed(0)]);
  console.log(table.toString());
}

function printShortQueues(rows: readonly ShortQueueRow[]): void {
  const table = new Table({
    head: ['Mbit/s', 'queue KiB', 'used %', 'in time %', 'dropped %', 'Mbit/s of frames'],
  });
  for (const { capMbps, queueKb, utilisation, onTimeShare, droppedShare, payloadBps } of rows)
    table.push([
      capMbps,
      queueKb,
      (utilisation * 100).toFixed(1),
      (onTimeShare * 100).toFixed(1),
      (droppedShare * 100).toFixed(1),
      (payloadBps / 1e6).toFixed(1),
    ]);
  console.log(table.toString());
}
