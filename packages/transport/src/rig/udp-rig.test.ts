import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { UdpRig, type UdpRigOptions } from './udp-rig.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function end(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(socket);
  return socket;
}

async function pair(options: Partial<UdpRigOptions>) {
  const rig = new UdpRig({ seed: 1, toLeft: {}, toRight: {}, ...options });
  open.push(rig);
  const [left, right] = [await end(), await end()];
  const rightSeenFromLeft = await rig.portFor(right.address().port, 'right');
  const leftSeenFromRight = await rig.portFor(left.address().port, 'left');
  return { rig, left, right, rightSeenFromLeft, leftSeenFromRight };
}

describe('UdpRig', () => {
  it('carries packets both ways, each end seen at the port that stands for it', async () => {
    const { left, right, rightSeenFromLeft, leftSeenFromRight } = await pair({});
    left.send('there', rightSeenFromLeft, '127.0.0.1');
    const [there, from] = await once(right, 'message');
    expect([String(there), from.port]).toEqual(['there', leftSeenFromRight]);
    right.send('back', leftSeenFromRight, '127.0.0.1');
    const [back, source] = await once(left, 'message');
    expect([String(back), source.port]).toEqual(['back', rightSeenFromLeft]);
  });

  it('answers an end that it was not told of', async () => {
    const { rig, right, rightSeenFromLeft } = await pair({});
    const stranger = await end();
    stranger.send('hello', rightSeenFromLeft, '127.0.0.1');
    const [, from] = await once(right, 'message');
    right.send('who?', from.port, '127.0.0.1');
    const [answer] = await once(stranger, 'message');
    expect(String(answer)).toBe('who?');
    expect(rig.lanes.left.stats().deliveredPackets).toBe(1);
  });

  it('loses what a blackout of one direction swallows, and goes on after it', async () => {
    const { rig, left, right, rightSeenFromLeft } = await pair({ toRight: { blackout: true } });
    left.send('lost', rightSeenFromLeft, '127.0.0.1');
    await expect.poll(() => rig.lanes.right.stats().lostPackets).toBe(1);
    rig.lanes.right.conditions = {};
    left.send('found', rightSeenFromLeft, '127.0.0.1');
    const [message] = await once(right, 'message');
    expect(String(message)).toBe('found');
  });

  it('changes over time as its script says', async () => {
    const { rig } = await pair({});
    rig.play([
      { afterMs: 5, left: { rateBps: 1e6 } },
      { afterMs: 10, right: { blackout: true } },
    ]);
    await expect.poll(() => rig.lanes.right.conditions).toEqual({ blackout: true });
    expect(rig.lanes.left.conditions).toEqual({ rateBps: 1e6 });
  });

  it('lets other traffic share the bottleneck', async () => {
    const { rig } = await pair({ toLeft: { rateBps: 8e6 } });
    const order: number[] = [];
    for (const n of [1, 2, 3]) rig.inject('left', 1000, () => order.push(n));
    await expect.poll(() => order).toEqual([1, 2, 3]);
    expect(rig.lanes.left.stats().deliveredBytes).toBe(3000);
  });
});
