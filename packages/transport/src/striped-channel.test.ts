import { describe, expect, it } from 'vitest';
import type { PacketChannel } from './frame-sender.ts';
import { StripeCount, stripesNeeded } from './stripe-count.ts';
import { MAX_STRIPES, StripedChannel } from './striped-channel.ts';

class Stripe implements PacketChannel {
  bufferedAmount = 0;
  readyState = 'open';
  readonly sent: Uint8Array[] = [];

  send(packet: Uint8Array): void {
    this.sent.push(packet);
  }
}

const packet = () => new Uint8Array(30);

describe('StripedChannel', () => {
  it('deals packets out in turn, and writes into each which stripe carries it', () => {
    const stripes = [new Stripe(), new Stripe(), new Stripe()] as const;
    const channel = new StripedChannel(stripes[0]);
    channel.add(stripes[1]);
    channel.add(stripes[2]);
    for (let i = 0; i < 9; i++) channel.send(packet());
    expect(stripes.map(({ sent }) => sent.length)).toEqual([3, 3, 3]);
    expect(stripes.map(({ sent }) => sent[0]![9])).toEqual([0, 1, 2]);
  });

  it('goes around a stripe where bytes wait, or that is not open', () => {
    const [first, second, third] = [new Stripe(), new Stripe(), new Stripe()];
    const channel = new StripedChannel(first);
    for (const stripe of [second, third]) channel.add(stripe);
    first.bufferedAmount = 5000;
    second.readyState = 'closed';
    for (let i = 0; i < 4; i++) channel.send(packet());
    expect([first, second, third].map(({ sent }) => sent.length)).toEqual([0, 0, 4]);
    expect(channel.bufferedAmount).toBe(0);
    third.bufferedAmount = 2000;
    expect(channel.bufferedAmount).toBe(4000);
    expect(channel.count).toBe(2);
  });

  it('never loses its first stripe, and takes no more than its limit', () => {
    const first = new Stripe();
    const channel = new StripedChannel(first);
    channel.remove(first);
    for (let i = 0; i < 20; i++) channel.add(new Stripe());
    expect(channel.count).toBe(MAX_STRIPES);
    first.readyState = 'closed';
    expect(channel.readyState).toBe('closed');
  });
});

describe('StripeCount', () => {
  const line = { rateBps: 10e6, rttMs: 20, waitingMs: 0 };

  it('is one without loss, more with loss, rate and distance', () => {
    expect(stripesNeeded({ ...line, lossRate: 0 })).toBe(1);
    expect(stripesNeeded({ ...line, lossRate: 0.02 })).toBe(MAX_STRIPES);
    expect(stripesNeeded({ rateBps: 1e6, rttMs: 20, lossRate: 0.005 })).toBeLessThan(MAX_STRIPES);
  });

  it('adds one by one while frames are held back, unless nothing is lost', () => {
    const count = new StripeCount();
    const held = { rateBps: 1e6, rttMs: 20, waitingMs: 40 };
    expect(count.update({ ...held, lossRate: 0 }, 0)).toBe(1);
    expect(count.update({ ...held, lossRate: 0.005 }, 100)).toBe(2);
    expect(count.update({ ...held, lossRate: 0.005 }, 200)).toBe(2);
    expect(count.update({ ...held, lossRate: 0.005 }, 700)).toBe(3);
    for (let ms = 1300; ms < 20_000; ms += 600) count.update({ ...held, lossRate: 0.005 }, ms);
    expect(count.update({ ...held, lossRate: 0.005 }, 20_000)).toBe(MAX_STRIPES);
  });

  it('grows at once and shrinks one by one, after a while', () => {
    const count = new StripeCount();
    expect(count.update({ ...line, lossRate: 0.02 }, 0)).toBe(MAX_STRIPES);
    expect(count.update({ ...line, lossRate: 0 }, 1000)).toBe(MAX_STRIPES);
    expect(count.update({ ...line, lossRate: 0 }, 11_001)).toBe(MAX_STRIPES - 1);
    expect(count.update({ ...line, lossRate: 0 }, 12_000)).toBe(MAX_STRIPES - 1);
    expect(count.update({ ...line, lossRate: 0.02 }, 12_001)).toBe(MAX_STRIPES);
  });
});
