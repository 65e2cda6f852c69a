import { describe, expect, it } from 'vitest';
import { AdaptiveSender } from './adaptive-sender.ts';
import { ArrivalLog } from './arrival-log.ts';
import { PACKET_KIND, readPacket } from './packet.ts';
import { packetize } from './packetizer.ts';
import { seededRandom } from './random.ts';
import { reportFrame } from './report.ts';
import { SimulatedClock } from './rig/simulated-clock.ts';
import { frameOf, patternBytes } from './test-frames.ts';

const CLOCK = new SimulatedClock();
const RATE = { startBps: 2e6, minBps: 1e5, maxBps: 4e6 };

/** Sends a frame every 20 ms over a channel that loses packets and is `delayMsAt` late; reports come back at once. */
function stream(frames: number, lossRate: number, delayMsAt: (ms: number) => number) {
  const random = seededRandom(3);
  const log = new ArrivalLog(PACKET_KIND.uplink, 1);
  let nowMs = 0;
  const channel = {
    bufferedAmount: 0,
    readyState: 'open',
    send: (packet: Uint8Array) => {
      if (random() >= lossRate) log.packet(packet, nowMs + delayMsAt(nowMs));
    },
  };
  const sender = new AdaptiveSender({ channel, epoch: 1, gateBytes: 1e5, rate: RATE, clock: CLOCK });
  for (let frameId = 1; frameId <= frames; frameId++) {
    nowMs = frameId * 20;
    sender.send(frameOf(patternBytes(8_000), { frameId }), nowMs);
    const report = log.take(nowMs + delayMsAt(nowMs));
    if (report) sender.report(packetize(reportFrame(1, report))[0]!, nowMs);
  }
  return sender;
}

describe('AdaptiveSender', () => {
  it('adds parity for the loss that it is told of, and leaves room for it in the rate', () => {
    const sender = stream(500, 0.05, () => 10);
    expect(sender.parityShare).toBeGreaterThan(0.2);
    expect(sender.payloadBps).toBeCloseTo(sender.targetBps / (1 + sender.parityShare), -1);
    const clean = stream(500, 0, () => 10);
    expect(clean.parityShare).toBeLessThan(0.01);
    expect(clean.targetBps).toBe(RATE.maxBps);
  });

  it('slows down when packets take longer and longer', () => {
    expect(stream(300, 0, (ms) => 10 + ms / 20).targetBps).toBeLessThan(RATE.startBps);
  });

  it('goes on as told at the start when no report comes, and counts what is none', () => {
    const sent: Uint8Array[] = [];
    const channel = { bufferedAmount: 0, readyState: 'open', send: (p: Uint8Array) => sent.push(p) };
    const sender = new AdaptiveSender({ channel, epoch: 1, gateBytes: 1e5, rate: RATE, clock: CLOCK });
    sender.send(frameOf(patternBytes(3_000)), 0);
    sender.report(Uint8Array.of(1, 2, 3), 1);
    sender.report(sent[0]!, 1);
    expect(sender.targetBps).toBe(RATE.startBps);
    expect(sender.stats()).toMatchObject({ frames: 1, reports: 0, badReports: 2 });
    expect(sent.map((packet) => readPacket(packet).ok)).not.toContain(false);
  });

  it('follows new limits at once', () => {
    const sender = stream(100, 0, () => 10);
    sender.limits = { ...RATE, maxBps: 1e6 };
    expect(sender.targetBps).toBe(1e6);
  });
});
