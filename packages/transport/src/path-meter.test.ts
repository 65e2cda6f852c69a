import { describe, expect, it } from 'vitest';
import { DelayTrend } from './delay-trend.ts';
import { PathMeter } from './path-meter.ts';
import type { ArrivalEntry, Report } from './report.ts';

const FRAME_MS = 20;

/** Frames of four packets, of which the first is lost in every fifth; the receiver's clock is a minute ahead. */
function reports(delayMsOf: (frameId: number) => number, frames = 50) {
  const meter = new PathMeter();
  const entries: ArrivalEntry[] = [];
  const all: Report[] = [];
  for (let frameId = 1; frameId <= frames; frameId++) {
    const sentMs = frameId * FRAME_MS;
    meter.sent(frameId, { packets: 4, bytes: 4000 }, sentMs);
    const firstMs = 60_000 + sentMs + delayMsOf(frameId);
    const bitmap = Uint8Array.of(frameId % 5 === 0 ? 0b1110 : 0b1111);
    entries.push({ frameId, firstMs, lastMs: firstMs + 3, bitmap });
    const report = { seq: frameId, clockMs: firstMs + 3, bytes: frameId * 4000, entries: entries.slice(-8) };
    all.push(report);
    meter.report(report);
  }
  return { meter, all };
}

describe('PathMeter', () => {
  it('measures loss, delivery and capacity from reports alone', () => {
    const { loss, deliveredBps, capacityBps, line, standingMs } = reports(() => 10).meter.state();
    expect(loss.rate).toBeGreaterThan(0.01);
    expect(deliveredBps).toBeCloseTo((4000 * 8000) / FRAME_MS, -3);
    expect(capacityBps).toBeCloseTo((3000 * 8000) / 3, -3);
    expect(line).toBe('steady');
    expect(standingMs).toBeCloseTo(0, 5);
  });

  it('tells loss that was seen from what is assumed, also while packets wait', () => {
    expect(new PathMeter().state()).toMatchObject({ seenLossRate: 0 });
    const waiting = reports((id) => 10 + 2 * id, 200).meter.state();
    expect(waiting.seenLossRate).toBeGreaterThan(0.02);
    expect(waiting.loss.rate).toBeLessThan(waiting.seenLossRate);
  });

  it('sees a queue fill and empty', () => {
    expect(reports((id) => 10 + Math.max(0, id - 20)).meter.state().line).toBe('filling');
    expect(reports((id) => (id < 3 ? 10 : 14)).meter.state().line).toBe('steady');
    expect(reports((id) => (id < 3 ? 10 : 80 - id)).meter.state().line).toBe('emptying');
  });

  it('forgets what a line carried when frames come seldom and the line has changed', () => {
    const meter = new PathMeter();
    for (let frameId = 1; frameId <= 40; frameId++) {
      const sentMs = frameId < 20 ? frameId * 20 : 400 + (frameId - 20) * 250;
      const spreadMs = frameId < 20 ? 3 : 30;
      meter.sent(frameId, { packets: 4, bytes: 4000 }, sentMs);
      const entry = { frameId, firstMs: sentMs, lastMs: sentMs + spreadMs, bitmap: Uint8Array.of(0b1111) };
      meter.report({ seq: frameId, clockMs: sentMs + spreadMs, bytes: frameId * 4000, entries: [entry] });
      if (frameId === 20) expect(meter.state().capacityBps).toBeCloseTo((3000 * 8000) / 3, -3);
    }
    expect(meter.state().capacityBps).toBeCloseTo((3000 * 8000) / 30, -3);
  });

  it('does not take packets that a busy receiver read all at once for a line that carries any amount', () => {
    const meter = new PathMeter();
    for (let frameId = 1; frameId <= 120; frameId++) {
      const sentMs = frameId * 20;
      meter.sent(frameId, { packets: 4, bytes: 4000 }, sentMs);
      const busy = frameId % 3 !== 0;
      const firstMs = sentMs + (busy ? 12 : 0);
      const lastMs = busy ? firstMs + 0.1 : sentMs + 3;
      const entry = { frameId, firstMs, lastMs, bitmap: Uint8Array.of(0b1111) };
      meter.report({ seq: frameId, clockMs: lastMs, bytes: frameId * 4000, entries: [entry] });
    }
    expect(meter.state().capacityBps).toBeCloseTo((3000 * 8000) / 3, -3);
  });

  it('does not take the pace of packets that were spread for what the line carries', () => {
    const meter = new PathMeter();
    for (let frameId = 1; frameId <= 60; frameId++) {
      const sentMs = frameId * 20;
      const leavesInMs = frameId < 30 ? 0 : 12;
      meter.sent(frameId, { packets: 4, bytes: 4000, leavesInMs }, sentMs);
      const lastMs = sentMs + Math.max(3, leavesInMs);
      const entry = { frameId, firstMs: sentMs, lastMs, bitmap: Uint8Array.of(0b1111) };
      meter.report({ seq: frameId, clockMs: lastMs, bytes: frameId * 4000, entries: [entry] });
    }
    expect(meter.state().capacityBps).toBeCloseTo((3000 * 8000) / 3, -3);
  });

  it('tells when the ends of frames are lost, unless a queue waits', () => {
    const endsLostAfter = (delayMsOf: (frameId: number) => number) => {
      const meter = new PathMeter();
      for (let frameId = 1; frameId <= 60; frameId++) {
        const firstMs = frameId * 20 + delayMsOf(frameId);
        meter.sent(frameId, { packets: 8, bytes: 8000 }, frameId * 20);
        const entry = { frameId, firstMs, lastMs: firstMs + 3, bitmap: Uint8Array.of(0b0001_1111) };
        meter.report({ seq: frameId, clockMs: firstMs + 3, bytes: frameId * 5000, entries: [entry] });
      }
      return meter.state().endsLost;
    };
    expect(endsLostAfter(() => 10)).toBe(true);
    expect(endsLostAfter((frameId) => 10 + 4 * frameId)).toBe(false);
  });

  it('takes a report once, and none that is older than the last', () => {
    const { meter, all } = reports(() => 10);
    const before = meter.state();
    for (const report of all) expect(meter.report(report)).toBe(false);
    expect(meter.state()).toEqual(before);
  });

  it('believes nothing about frames and packets that were never sent', () => {
    const meter = new PathMeter();
    meter.sent(1, { packets: 2, bytes: 2000 }, 0);
    const lie = (frameId: number): ArrivalEntry => ({
      frameId,
      firstMs: 1,
      lastMs: 1,
      bitmap: new Uint8Array(32).fill(255),
    });
    for (let seq = 1; seq <= 1000; seq++)
      meter.report({ seq, clockMs: seq, bytes: 0, entries: [lie(seq + 1), lie(0xffff_ffff), lie(1)] });
    expect(meter.state().loss).toEqual(new PathMeter().state().loss);
    expect(meter.state().capacityBps).toBeUndefined();
  });
});

describe('DelayTrend', () => {
  it('forgives a receiver that is now and then busy for tens of milliseconds', () => {
    const trend = new DelayTrend();
    let fillings = 0;
    for (let i = 0; i < 600; i++) {
      trend.add(i * 33, 5 + (i % 3 === 0 ? 0 : (i * 7) % 40));
      if (trend.state === 'filling') fillings += 1;
    }
    expect(fillings).toBe(0);
  });

  it('forgives a constant difference of clocks and a little jitter', () => {
    const trend = new DelayTrend();
    for (let i = 0; i < 100; i++) trend.add(i * 17, -5e6 + (i % 3));
    expect(trend.state).toBe('steady');
    expect(trend.standingMs).toBeLessThan(3);
  });
});
