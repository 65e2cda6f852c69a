/**
 * The ways to send a frame that are compared.
 * @module
 */
import type { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import { lookAtSender, startLink } from './links.ts';
import type { SendOrder } from './page/p2c2g.ts';
import type { FrameTimes } from './page/run.ts';
import { connectThrough, type TabPair } from './tabs.ts';

/** `p2c2g-one` is ours without further connections: parity alone. */
export type TransportName = 'p2c2g' | 'p2c2g-one' | 'single-channel' | 'rtp';

export interface Load {
  readonly fps: number;
  readonly frameBytes: number;
}

export interface Outcome {
  readonly sent: FrameTimes;
  readonly came: FrameTimes;
  /** At the end, where there can be several. */
  readonly connections?: number;
}

type Runner = (rig: UdpRig, pair: TabPair, load: Load) => (forMs: number) => Promise<Outcome>;

/** Far above what the frames need: here loss is measured, not rate control. */
const AMPLE_BPS = 30e6;

export const RUNNERS: Readonly<Record<TransportName, Runner>> = {
  p2c2g: (_, pair, load) => async (forMs) => {
    await startLink(pair, orderOf(load, true));
    return { ...(await outcomeAfter(pair, forMs)), connections: (await lookAtSender(pair)).connections };
  },
  'p2c2g-one': (_, pair, load) => async (forMs) => {
    await startLink(pair, orderOf(load, false));
    return { ...(await outcomeAfter(pair, forMs)), connections: 1 };
  },
  'single-channel':
    (rig, pair, { fps, frameBytes }) =>
    async (forMs) => {
      await pair.right.evaluate(() => {
        globalThis.networkRun = globalThis.networkEnd.receiveSingle();
      });
      await pair.left.evaluate(
        ([bytes, rate]) => {
          globalThis.networkRun = globalThis.networkEnd.sendSingle(bytes!, rate!);
        },
        [frameBytes, fps],
      );
      await connectThrough(rig, pair, 'single');
      return outcomeAfter(pair, forMs);
    },
  rtp:
    (rig, pair, { fps, frameBytes }) =>
    async (forMs) => {
      await pair.right.evaluate(() => {
        globalThis.networkRun = globalThis.networkEnd.receiveTrack();
      });
      await pair.left.evaluate(
        ([bytes, rate]) => {
          globalThis.networkRun = globalThis.networkEnd.sendTrack(bytes!, rate!);
        },
        [frameBytes, fps],
      );
      await connectThrough(rig, pair, 'rtp');
      return outcomeAfter(pair, forMs);
    },
};

const RATE = { startBps: AMPLE_BPS, minBps: AMPLE_BPS, maxBps: AMPLE_BPS };

const orderOf = ({ fps, frameBytes }: Load, striped: boolean): SendOrder => ({
  fps,
  frameBytes,
  striped,
  rate: RATE,
});

async function outcomeAfter(pair: TabPair, forMs: number): Promise<Outcome> {
  await new Promise((done) => setTimeout(done, forMs));
  return outcome(pair);
}

async function outcome({ left, right }: TabPair): Promise<Outcome> {
  const sent = await left.evaluate(() => {
    globalThis.networkRun.stop();
    return globalThis.networkRun.times();
  });
  return { sent, came: await right.evaluate(() => globalThis.networkRun.times()) };
}
