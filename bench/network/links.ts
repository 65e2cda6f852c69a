/**
 * The product's link between two tabs.
 * @module
 */
import type { ServerMessage } from '@p2c2g/protocol';
import type { LinkRun, SendOrder } from './page/p2c2g.ts';
import type { LinkLook } from './page/run.ts';
import type { TabPair } from './tabs.ts';

export async function startLink(pair: TabPair, order: SendOrder): Promise<void> {
  await relayBetween(pair);
  await pair.right.evaluate((asked) => {
    globalThis.networkRun = globalThis.networkEnd.receiveFrames(asked);
  }, order);
  await pair.left.evaluate((asked) => {
    globalThis.networkRun = globalThis.networkEnd.sendFrames(asked);
  }, order);
}

export const lookAtSender = ({ left }: TabPair): Promise<LinkLook> => left.evaluate(look);
export const lookAtReceiver = ({ right }: TabPair): Promise<LinkLook> => right.evaluate(look);

const look = (): LinkLook => (globalThis.networkRun as LinkRun).look();

/** Stands for the coordinator, which passes descriptions and candidates on as they are. */
async function relayBetween({ left, right }: TabPair): Promise<void> {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const)
    await from.exposeFunction('relay', (message: ServerMessage) =>
      to.evaluate((heard) => (globalThis.networkRun as LinkRun).heard(heard), message),
    );
}
