import { describe, expect, it } from 'vitest';
import { type Impairment, LossyPipe } from './impair.ts';
import { LossMeter } from './loss-meter.ts';
import { burstsOf } from './loss-model.ts';
import { PACKET_KIND } from './packet.ts';
import { packetize } from './packetizer.ts';
import { frameLossWith, parityFor } from './parity-choice.ts';
import { Reassembler } from './reassembler.ts';
import { frameOf, patternBytes } from './test-frames.ts';

const SHARDS = 19;

/** Sends frames with the parity that measured loss asks for; returns what became of the later half. */
function stream(impairment: Impairment, frames: number) {
  const pipe = new LossyPipe(impairment, 5);
  const receiver = new Reassembler({ kind: PACKET_KIND.uplink, epoch: 1 });
  const meter = new LossMeter();
  let lost = 0;
  let parity = 0;
  for (let frameId = 1; frameId <= frames; frameId++) {
    const parityCount = parityFor(SHARDS, meter.estimate());
    const packets = packetize(frameOf(patternBytes(SHARDS * 100), { frameId, parityCount }), 124);
    for (const packet of packets) pipe.send(packet, frameId);
    const came = new Set(pipe.deliverUntil(frameId).map((delivery) => delivery.packet));
    meter.frame(packets.map((packet) => came.has(packet)));
    const whole = [...came].some((packet) => receiver.accept(packet, frameId).type === 'frame');
    if (frameId <= frames / 2) continue;
    parity += parityCount;
    if (!whole) lost += 1;
  }
  return { lost: lost / (frames / 2), parity: parity / (frames / 2), estimate: meter.estimate() };
}

describe('parity', () => {
  it('is none on a line that loses nothing', () => {
    expect(stream({}, 2000)).toMatchObject({ lost: 0, parity: 0 });
  });

  it('holds frame loss near the goal under random loss', () => {
    const { lost, parity } = stream({ lossRate: 0.02 }, 3000);
    expect(lost).toBeLessThan(0.01);
    expect(parity).toBeGreaterThan(1.5);
    expect(parity).toBeLessThan(5);
  });

  it('is more for the same loss in bursts, and still enough', () => {
    const bursts = stream({ burst: burstsOf(0.02, 4) }, 3000);
    expect(bursts.lost).toBeLessThan(0.02);
    expect(bursts.parity).toBeGreaterThan(stream({ lossRate: 0.02 }, 3000).parity + 1);
    expect(bursts.estimate.burstPackets).toBeGreaterThan(2);
  });

  it('stays within its limits when nothing would be enough', () => {
    const hopeless = { rate: 0.6, burstPackets: 3 };
    expect(parityFor(20, hopeless)).toBe(10);
    expect(parityFor(1, hopeless)).toBe(2);
    expect(parityFor(300, hopeless)).toBe(0);
  });

  it('knows the chance of a lost frame: binomial for single losses', () => {
    const rate = 0.1;
    const none = 0.9 ** 5;
    const one = 5 * rate * 0.9 ** 4;
    // Single losses in a row of Gilbert's states are rarer than by chance; with bursts of 1/(1-p) they are independent.
    const independent = { rate, burstPackets: 1 / (1 - rate) };
    expect(frameLossWith(5, 0, independent)).toBeCloseTo(1 - none, 10);
    expect(frameLossWith(5, 1, independent)).toBeCloseTo(1 - none - one, 10);
  });
});

describe('LossMeter', () => {
  it('tells random loss from bursts', () => {
    const meter = new LossMeter();
    const scattered = Array.from({ length: 20 }, (_, i) => i % 10 !== 5);
    for (let i = 0; i < 200; i++) meter.frame(scattered);
    expect(meter.estimate().rate).toBeCloseTo(0.1, 1);
    expect(meter.estimate().burstPackets).toBeLessThan(1.1);
    const inARow = Array.from({ length: 20 }, (_, i) => i < 8 || i > 11);
    for (let i = 0; i < 500; i++) meter.frame(inARow);
    expect(meter.estimate().burstPackets).toBeGreaterThan(3.5);
  });
});
