import { describe, expect, it } from 'vitest';
import { PacedChannel } from './paced-channel.ts';
import { SimulatedClock } from './rig/simulated-clock.ts';

const PACKET_BYTES = 1_000;

/** A channel that notes when each packet left it, over a paced one that `count` packets were given to at once. */
function burst(count: number, rateBps: number | undefined) {
  const clock = new SimulatedClock();
  const left: { readonly atMs: number; readonly id: number }[] = [];
  const inner = {
    bufferedAmount: 0,
    readyState: 'open',
    send: (packet: Uint8Array) => {
      if (inner.readyState !== 'open') throw new Error('closed');
      left.push({ atMs: clock.nowMs(), id: packet[0]! });
    },
  };
  const channel = new PacedChannel(inner, clock);
  channel.rateBps = rateBps;
  const send = (id: number) => channel.send(new Uint8Array(PACKET_BYTES).fill(id));
  for (let id = 0; id < count; id++) send(id);
  const run = (fromMs: number, toMs: number, stepMs = 1) => {
    for (let nowMs = fromMs; nowMs <= toMs; nowMs += stepMs) clock.tick(nowMs);
  };
  return { channel, inner, left, send, run };
}

describe('PacedChannel', () => {
  it('lets packets leave at once when no rate is set', () => {
    const { channel, left } = burst(20, undefined);
    expect(left).toHaveLength(20);
    expect(channel.bufferedAmount).toBe(0);
  });

  it('lets them leave one after another at its rate, in order', () => {
    const { left, run } = burst(20, 8e6);
    run(0, 30);
    expect(left.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(left.at(-1)!.atMs).toBeGreaterThanOrEqual(18);
    expect(left.at(-1)!.atMs).toBeLessThanOrEqual(20);
    for (let ms = 0; ms < 20; ms++)
      expect(left.filter(({ atMs }) => atMs === ms).length).toBeLessThanOrEqual(3);
  });

  it('counts what waits as waiting in the channel', () => {
    const { channel, run, left } = burst(20, 8e6);
    expect(channel.bufferedAmount).toBe((20 - left.length) * PACKET_BYTES);
    run(0, 30);
    expect(channel.bufferedAmount).toBe(0);
  });

  it('makes up for a late waking by a few packets, not by a burst', () => {
    const { left, run } = burst(40, 8e6);
    run(30, 30);
    expect(left.length).toBeGreaterThan(4);
    expect(left.length).toBeLessThan(10);
    run(31, 80);
    expect(left).toHaveLength(40);
  });

  it('saves nothing up while it is idle', () => {
    const { left, send, run } = burst(1, 8e6);
    run(0, 1000);
    for (let id = 1; id < 20; id++) send(id);
    expect(left.length).toBeLessThan(4);
  });

  it('lets everything go that waits when it is told to leave at once', () => {
    const { channel, left } = burst(20, 8e6);
    channel.rateBps = undefined;
    expect(left).toHaveLength(20);
  });

  it('forgets what waits when the channel closes under it', () => {
    const { channel, inner, left, run } = burst(20, 8e6);
    inner.readyState = 'closed';
    const before = left.length;
    run(0, 30);
    expect(left).toHaveLength(before);
    expect(channel.bufferedAmount).toBe(0);
  });
});
