/**
 * Our own stream between two tabs, with connections added as its sender wants them.
 * @module
 */
import type { UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { receiveFrames, SendOrder, sendFrames } from './page/p2c2g.ts';
import type { SenderLook } from './page/run.ts';
import { connectThrough, type TabPair } from './tabs.ts';

type Sending = ReturnType<typeof sendFrames>;
type Receiving = ReturnType<typeof receiveFrames>;

export async function startP2c2g(rig: UdpRig, pair: TabPair, order: SendOrder): Promise<void> {
  await pair.right.evaluate(() => {
    globalThis.networkRun = globalThis.networkEnd.receiveFrames();
  });
  await pair.left.evaluate((asked) => {
    globalThis.networkRun = globalThis.networkEnd.sendFrames(asked);
  }, order);
  await connectThrough(rig, pair, 'stripe-0');
}

export const look = ({ left }: TabPair): Promise<SenderLook> =>
  left.evaluate(() => (globalThis.networkRun as Sending).look());

/** Adds connections until there are as many as the sender wants now. @returns how many there are */
export async function growStripes(rig: UdpRig, pair: TabPair, have: number): Promise<number> {
  const { stripesWanted } = await look(pair);
  let count = have;
  for (; count < stripesWanted; count += 1) {
    const name = `stripe-${count}`;
    for (const page of [pair.left, pair.right])
      await page.evaluate((stripe) => (globalThis.networkRun as Sending | Receiving).addStripe(stripe), name);
    await connectThrough(rig, pair, name);
  }
  return count;
}
