/**
 * `npm run bench:loss -- [--json FILE] [--seconds 8] [--line 1,2,3,4,5] [--transport p2c2g,p2c2g-one,single-channel,rtp]`: frames
 * of 20 KB at 60 fps between two browsers, over lines that lose packets; over the fifth
 * because its queue is shorter than a frame.
 */
import { parseArgs } from 'node:util';
import { burstsOf, type LossConditions } from '@p2c2g/transport';
import type { LaneConditions } from '@p2c2g/transport/rig/lane.ts';
import { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import Table from 'cli-table3';
import { ownAddress } from '../tests/harness/bad-network.ts';
import { writeRows } from './lib/args.ts';
import { judge, type LossRow, within } from './network/loss-rows.ts';
import { RUNNERS, type TransportName } from './network/runners.ts';
import { type NetworkTabs, openNetworkTabs } from './network/tabs.ts';

const FPS = 60;
const FRAME_BYTES = 20_000;
/** Long enough for parity and connections to have grown, and for a video track to have found its rate. */
const WARM_UP_MS = 8_000;
/** Frames still on their way when the count ends. */
const TAIL_MS = 1_500;

interface Line {
  readonly lossPct: number;
  readonly burst: number;
  readonly rttMs: number;
  /** Left out: so wide, and with such a queue, that nothing waits. */
  readonly narrow?: { readonly capMbps: number; readonly queueKb: number };
}

const LINES: readonly Line[] = [
  { lossPct: 0, burst: 1, rttMs: 20 },
  { lossPct: 2, burst: 1, rttMs: 20 },
  { lossPct: 2, burst: 4, rttMs: 20 },
  { lossPct: 0.5, burst: 1, rttMs: 50 },
  { lossPct: 0, burst: 1, rttMs: 20, narrow: { capMbps: 14, queueKb: 16 } },
];

const AMPLE_QUEUE_BYTES = 4 << 20;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    line: { type: 'string', default: LINES.map((_, i) => i + 1).join(',') },
    transport: { type: 'string', default: Object.keys(RUNNERS).join(',') },
  },
});
const seconds = Number(values.seconds);
const lines = values.line.split(',').flatMap((number) => LINES[Number(number) - 1] ?? []);
const transports = values.transport.split(',') as TransportName[];

const tabs = await openNetworkTabs();
try {
  const rows: LossRow[] = [];
  for (const line of lines)
    for (const transport of transports) rows.push(await measure(tabs, transport, line));
  await writeRows(values.json, rows);
  print(rows);
} finally {
  await tabs.close();
}

async function measure(from: NetworkTabs, transport: TransportName, line: Line): Promise<LossRow> {
  const share = line.lossPct / 100;
  const loss: LossConditions = line.burst > 1 ? { burst: burstsOf(share, line.burst) } : { lossRate: share };
  const lane = { ...loss, delayMs: line.rttMs / 2, queueBytes: AMPLE_QUEUE_BYTES };
  const toRight = line.narrow ? { ...lane, ...laneOf(line.narrow) } : lane;
  const rig = new UdpRig({ host: ownAddress(), seed: 1, toLeft: lane, toRight });
  const pair = await from.pair(rig);
  try {
    const run = RUNNERS[transport](rig, pair, { fps: FPS, frameBytes: FRAME_BYTES });
    const { sent, came, connections = 1 } = await run(WARM_UP_MS + seconds * 1000 + TAIL_MS);
    const firstMs = Math.min(...Object.values(sent));
    const counted = within(sent, firstMs + WARM_UP_MS, firstMs + WARM_UP_MS + seconds * 1000);
    const { narrow, ...rest } = line;
    return { transport, ...rest, ...narrow, ...judge(counted, came, line.rttMs), connections };
  } finally {
    await pair.left.context().close();
    await pair.right.context().close();
    await rig.close();
  }
}

function laneOf({ capMbps, queueKb }: NonNullable<Line['narrow']>): LaneConditions {
  return { rateBps: capMbps * 1e6, queueBytes: queueKb << 10 };
}

function print(rows: readonly LossRow[]): void {
  const table = new Table({
    head: ['transport', 'loss %', 'burst', 'RTT ms', 'queue', 'on time %', 'p95 ms', 'frames', 'connections'],
  });
  for (const row of rows) {
    const { transport, lossPct, burst, rttMs, onTimeShare, p95Ms, frames, connections } = row;
    const queue = row.queueKb ? `${row.queueKb} KiB at ${row.capMbps} Mbit/s` : '';
    const onTime = (onTimeShare * 100).toFixed(1);
    table.push([transport, lossPct, burst, rttMs, queue, onTime, p95Ms.toFixed(1), frames, connections]);
  }
  console.log(table.toString());
}
