/**
 * Rate-controlled sessions between tabs, all through one bottleneck.
 * @module
 */
import type { Served } from '@p2c2g/transport/rig/lane.ts';
import { TcpLikeFlow } from '@p2c2g/transport/rig/tcp-like-flow.ts';
import { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import { ownAddress } from '../../tests/harness/bad-network.ts';
import { type BottleneckRow, bottleneckRow, recoveryMs } from './bottleneck-rows.ts';
import { lookAtReceiver, lookAtSender, startLink } from './links.ts';
import { judge, within } from './loss-rows.ts';
import type { NetworkTabs, TabPair } from './tabs.ts';

const RTT_MS = 20;
const FPS = 60;
const ORDER = { fps: FPS, striped: true, rate: { startBps: 2e6, minBps: 100_000, maxBps: 12e6 } };
/** A download is ticked as often as a busy machine allows. */
const TICK_MS = 2;
/** Frames still on their way when the count ends. */
const TAIL_MS = 500;

const lineOf = (capMbps: number) => ({ rateBps: capMbps * 1e6, delayMs: RTT_MS / 2 });
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

export interface SteadyOptions {
  readonly capMbps: number;
  readonly sessions: number;
  readonly withDownload: boolean;
  readonly warmUpMs: number;
  readonly forMs: number;
}

export async function measureSteady(tabs: NetworkTabs, options: SteadyOptions): Promise<BottleneckRow> {
  const line = await openLine(tabs, options.capMbps, options.sessions);
  const download = options.withDownload ? startDownload(line.rig) : undefined;
  try {
    await sleep(options.warmUpMs);
    const before = await delivered(line.pairs);
    const downloaded = download?.flow.ackedBytes ?? 0;
    const fromMs = performance.now();
    await sleep(options.forMs);
    const span = { fromMs, toMs: performance.now() };
    const after = await delivered(line.pairs);
    const rates = after.map((bytes, i) => ((bytes - before[i]!) * 8000) / (span.toMs - span.fromMs));
    const downloadBps = download
      ? ((download.flow.ackedBytes - downloaded) * 8000) / (span.toMs - span.fromMs)
      : null;
    const ours = line.served.filter(({ bytes }) => !download || bytes !== DOWNLOAD_BYTES);
    return bottleneckRow(options.capMbps, ours, span, rates, downloadBps);
  } finally {
    download?.stop();
    await line.close();
  }
}

export interface RecoveryRow {
  readonly fromMbps: number;
  readonly toMbps: number;
  readonly recoveryMs: number;
}

export interface ShortQueueRow {
  readonly capMbps: number;
  readonly queueKb: number;
  /** Of the capacity, headers and parity counted. */
  readonly utilisation: number;
  /** Of frames, as in the benchmark of loss. */
  readonly onTimeShare: number;
  /** Of packets, by the full queue. */
  readonly droppedShare: number;
  /** Bits a second of frames, without parity, at the end. */
  readonly payloadBps: number;
}

/** One session before a queue that is shorter than its frames. */
export async function measureShortQueue(
  tabs: NetworkTabs,
  {
    capMbps,
    queueKb,
    warmUpMs,
    forMs,
  }: Omit<SteadyOptions, 'sessions' | 'withDownload'> & { queueKb: number },
): Promise<ShortQueueRow> {
  const line = await openLine(tabs, capMbps, 1, queueKb << 10);
  const { left, right } = line.pairs[0]!;
  try {
    await sleep(warmUpMs);
    const before = line.rig.lanes.right.stats();
    const [fromMs, sentFromMs] = [performance.now(), Date.now()];
    await sleep(forMs);
    const after = line.rig.lanes.right.stats();
    const [toMs, sentToMs] = [performance.now(), Date.now()];
    await sleep(TAIL_MS);
    const sent = await left.evaluate(() => globalThis.networkRun.times());
    const came = await right.evaluate(() => globalThis.networkRun.times());
    const offered = after.offeredPackets - before.offeredPackets;
    const { utilisation } = bottleneckRow(capMbps, line.served, { fromMs, toMs }, [], null);
    return {
      capMbps,
      queueKb,
      utilisation,
      onTimeShare: judge(within(sent, sentFromMs, sentToMs), came, RTT_MS).onTimeShare,
      droppedShare: (after.droppedPackets - before.droppedPackets) / offered,
      payloadBps: (await lookAtSender(line.pairs[0]!)).line?.payloadBps ?? 0,
    };
  } finally {
    await line.close();
  }
}

/** One session on a line that changes. */
export async function measureRecovery(
  tabs: NetworkTabs,
  capsMbps: readonly number[],
  eachMs: number,
): Promise<RecoveryRow[]> {
  const line = await openLine(tabs, capsMbps[0]!, 1);
  try {
    await sleep(eachMs);
    const rows: RecoveryRow[] = [];
    for (const [i, toMbps] of capsMbps.slice(1).entries()) {
      const changeMs = performance.now();
      line.rig.lanes.right.conditions = lineOf(toMbps);
      await sleep(eachMs);
      const took = recoveryMs(line.served, changeMs, performance.now(), toMbps);
      rows.push({ fromMbps: capsMbps[i]!, toMbps, recoveryMs: took });
    }
    return rows;
  } finally {
    await line.close();
  }
}

interface Line {
  readonly rig: UdpRig;
  readonly pairs: readonly TabPair[];
  readonly served: Served[];
  close(): Promise<void>;
}

async function openLine(
  tabs: NetworkTabs,
  capMbps: number,
  sessions: number,
  queueBytes?: number,
): Promise<Line> {
  const rig = new UdpRig({
    host: ownAddress(),
    seed: 1,
    toLeft: { delayMs: RTT_MS / 2 },
    toRight: { ...lineOf(capMbps), queueBytes },
  });
  const served: Served[] = [];
  rig.lanes.right.onServed = (each) => served.push(each);
  const pairs: TabPair[] = [];
  for (let i = 0; i < sessions; i += 1) {
    const pair = await tabs.pair(rig);
    pairs.push(pair);
    await startLink(pair, ORDER);
  }
  return {
    rig,
    pairs,
    served,
    close: async () => {
      for (const { left, right } of pairs) {
        await left.context().close();
        await right.context().close();
      }
      await rig.close();
    },
  };
}

/** Bytes that each session's receiver has counted. */
async function delivered(pairs: readonly TabPair[]): Promise<number[]> {
  const bytes: number[] = [];
  for (const pair of pairs) bytes.push((await lookAtReceiver(pair)).bytesIn);
  return bytes;
}

/** A size that no packet of ours has, to tell them apart at the bottleneck. */
const DOWNLOAD_BYTES = 1500;

function startDownload(rig: UdpRig): { flow: TcpLikeFlow; stop(): void } {
  const send = (bytes: number, arrived: (atMs: number) => void) =>
    rig.inject('right', bytes, () => arrived(performance.now()));
  const flow = new TcpLikeFlow({ send, ackDelayMs: RTT_MS / 2 });
  const timer = setInterval(() => flow.tick(performance.now()), TICK_MS);
  return { flow, stop: () => clearInterval(timer) };
}
