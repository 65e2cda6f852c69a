/**
 * What a signaling server costs: sockets with heartbeats, relayed messages, newcomers, idle sockets, assignments. Ours, the
 * `peer` package and a bare fastify+websocket relay, each in a process and on a core of its own, with the same client.
 *
 * `npm run bench:signal -- [--sockets 5000] [--rate 10000] [--seconds 15] [--idle 10000] [--helpers 1000] [--p2c2g 1]
 * [--peer 1] [--bare 1] [--json FILE]`: 0 leaves a part or a server out.
 * @module
 */
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { benchArgs, writeRows } from './lib/args.ts';
import { bareDialect } from './signal/dialects/bare.ts';
import { makeTokens, p2c2gDialect, requestHelper } from './signal/dialects/p2c2g.ts';
import { peerDialect } from './signal/dialects/peer.ts';
import type { Dialect, Line } from './signal/line.ts';
import { openLines, pause, quantile, type Relayed, relayAll, usageDuring } from './signal/measure.ts';
import { pinClient, type ServerProcess, startServer } from './signal/server-process.ts';
import { SERVERS, type ServerName } from './signal/terms.ts';
import { installRivals } from './upscale/install-rivals.ts';

interface Row {
  readonly what: 'relay' | 'idle' | 'assign';
  readonly server: ServerName;
  readonly sockets: number;
  readonly messagesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuShare: number;
  readonly rssMb: number;
  readonly connectsPerSecond: number;
  /** Of the client's core, and how long one of its turns takes: both must be small for the rest to speak of the server. */
  readonly clientCpuShare: number;
  readonly clientTurnP99Ms: number;
}

const WARM_UP_SECONDS = 3;
const IDLE_SECONDS = 10;
const ASSIGNMENTS = 500;

/** Servers and parts are left out by 0. */
const args = benchArgs({
  p2c2g: 1,
  peer: 1,
  bare: 1,
  sockets: 5000,
  rate: 10_000,
  seconds: 15,
  idle: 10_000,
  helpers: 1000,
});

async function dialectOf(name: ServerName, url: string, clients: number): Promise<Dialect> {
  switch (name) {
    case 'p2c2g':
      return p2c2gDialect(url, await makeTokens(clients));
    case 'peer':
      return peerDialect(url);
    case 'bare':
      return bareDialect(url);
  }
}

async function relayRow(name: ServerName, server: ServerProcess): Promise<Row> {
  const sockets = args.number('sockets');
  const dialect = await dialectOf(name, server.url, sockets);
  const { gamers, helpers, perSecond, stopBeats } = await openLines(dialect, sockets);
  const lines = [...gamers, ...helpers];
  await dialect.join(gamers, helpers);
  let took: number[] = [];
  for (const line of lines) line.onRelayed = (ms) => took.push(ms);
  const rate = args.number('rate');
  await relayAll(lines, rate, WARM_UP_SECONDS);
  took = [];
  let relayed: Relayed | undefined;
  const usage = await usageDuring(server, async () => {
    relayed = await relayAll(lines, rate, args.number('seconds'));
  });
  const { sent, clientTurnP99Ms } = relayed!;
  await pause(500);
  requireAll(lines, took.length, sent);
  stopBeats();
  closeAll(lines);
  return {
    what: 'relay',
    server: name,
    sockets,
    messagesPerSecond: sent / args.number('seconds'),
    ...spread(took),
    ...usage,
    clientTurnP99Ms,
    connectsPerSecond: perSecond,
  };
}

/** A server that loses messages or sockets is not fast. */
function requireAll(lines: readonly Line[], got: number, sent: number): void {
  const closed = lines.filter((line) => line.closed).length;
  if (closed > 0 || got < 0.999 * sent)
    throw new Error(`${closed} sockets were closed, ${got} of ${sent} came`);
}

const spread = (took: readonly number[]) => ({ p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) });

async function idleRow(name: ServerName, server: ServerProcess): Promise<Row> {
  const sockets = args.number('idle');
  const dialect = await dialectOf(name, server.url, sockets);
  const { gamers, helpers, perSecond, stopBeats } = await openLines(dialect, sockets);
  const lines = [...gamers, ...helpers];
  const usage = await usageDuring(server, () => pause(IDLE_SECONDS * 1000));
  requireAll(lines, 0, 0);
  stopBeats();
  closeAll(lines);
  const none = {
    messagesPerSecond: 0,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
    clientTurnP99Ms: Number.NaN,
  };
  return { what: 'idle', server: name, sockets, ...none, ...usage, connectsPerSecond: perSecond };
}

/** From a gamer's request to its assignment, over the socket, with so many helpers to choose from. */
async function assignRow(server: ServerProcess): Promise<Row> {
  const helperCount = args.number('helpers');
  const dialect = await dialectOf('p2c2g', server.url, 2 * helperCount);
  const { gamers, helpers, perSecond, stopBeats } = await openLines(dialect, 2 * helperCount);
  const took: number[] = [];
  const usage = await usageDuring(server, async () => {
    for (const gamer of gamers.slice(0, ASSIGNMENTS)) {
      const start = performance.now();
      await requestHelper(gamer);
      took.push(performance.now() - start);
      await pause(10);
    }
  });
  stopBeats();
  closeAll([...gamers, ...helpers]);
  return {
    what: 'assign',
    server: 'p2c2g',
    sockets: 2 * helperCount,
    messagesPerSecond: 0,
    ...spread(took),
    ...usage,
    clientTurnP99Ms: Number.NaN,
    connectsPerSecond: perSecond,
  };
}

const closeAll = (lines: readonly Line[]): void => {
  for (const line of lines) line.cut();
};

async function withServer(name: ServerName, rivals: string, act: (server: ServerProcess) => Promise<Row>) {
  const server = await startServer(name, rivals);
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

pinClient();
const root = resolve(import.meta.dirname, '..');
const installed = await installRivals(
  resolve(import.meta.dirname, 'signal/rivals'),
  resolve(root, '.cache/signal-rivals'),
);
const rivals = 'folder' in installed ? installed.folder : '';
if ('reason' in installed) console.log(`peer: ${installed.reason}`);
const rows: Row[] = [];
for (const name of SERVERS) {
  if (args.number(name) === 0 || (name === 'peer' && rivals === '')) continue;
  if (args.number('sockets') > 0)
    rows.push(await withServer(name, rivals, (server) => relayRow(name, server)));
  if (args.number('idle') > 0) rows.push(await withServer(name, rivals, (server) => idleRow(name, server)));
}
if (args.number('helpers') > 0) rows.push(await withServer('p2c2g', rivals, assignRow));

const table = new Table({
  head: [
    'what',
    'server',
    'sockets',
    'messages/s',
    'p50 ms',
    'p99 ms',
    'core',
    'MB',
    'connects/s',
    'client core',
    'client turn p99 ms',
  ],
  style: { head: [], border: [] },
});
const figure = (value: number, digits: number) => (Number.isNaN(value) ? '' : value.toFixed(digits));
for (const row of rows)
  table.push([
    row.what,
    row.server,
    row.sockets,
    figure(row.messagesPerSecond, 0),
    figure(row.p50Ms, 2),
    figure(row.p99Ms, 2),
    `${figure(100 * row.cpuShare, 0)} %`,
    figure(row.rssMb, 0),
    figure(row.connectsPerSecond, 0),
    `${figure(100 * row.clientCpuShare, 0)} %`,
    figure(row.clientTurnP99Ms, 1),
  ]);
console.log(table.toString());
await writeRows(args.json, rows);
process.exit(0);
