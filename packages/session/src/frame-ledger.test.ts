import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameLedger } from './frame-ledger.ts';
import { stagesOfResult } from './frame-stages.ts';
import { Histogram } from './histogram.ts';

describe('Histogram', () => {
  it('finds percentiles within 2 percent', () => {
    const samples = fc.array(fc.double({ min: 0.02, max: 9_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(samples, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
        expect(Math.abs(histogram.quantile(share) - exact)).toBeLessThanOrEqual(0.0205 * exact);
      }),
    );
  });

  it('takes any number, and merges', () => {
    const histogram = new Histogram();
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -4, 0, 1e9]) histogram.add(odd);
    const other = new Histogram();
    other.add(20);
    histogram.merge(other);
    expect(histogram.percentiles()).toMatchObject({ count: 4, max: 1e9 });
    expect(new Histogram().percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, mean: 0, max: 0 });
  });
});

describe('FrameLedger', () => {
  it('counts outcomes, on-time frames and gaps', () => {
    const ledger = new FrameLedger({ deadlineMs: 100, nowMs: 0 });
    for (const id of [0, 1, 2, 3]) ledger.sent(id, id * 33);
    ledger.stages(0, { encode: 2 });
    ledger.stages(0, { upscale: 10 });
    ledger.ended(0, 'upscaled', 40);
    ledger.ended(1, 'upscaled', 140);
    ledger.ended(2, 'local', 170);
    ledger.ended(3, 'lost', 200);
    const report = ledger.report(1_000);
    expect(report).toMatchObject({
      frames: { sent: 4, upscaled: 2, local: 1, lost: 1, onTime: 1 },
      onTimeShare: 0.25,
      largestGapMs: 100,
      stagesMs: { encode: { count: 1 }, total: { count: 2, max: 107 } },
    });
    expect(report.stagesMs.upscale.p50).toBeCloseTo(10, 0);
  });

  it('gives a summary each second and keeps a rolling window of them', () => {
    const ledger = new FrameLedger({ deadlineMs: 100, nowMs: 0, windowSeconds: 2 });
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i < 10; i++) {
        const id = second * 10 + i;
        ledger.sent(id, id * 100);
        ledger.ended(id, 'upscaled', id * 100 + 20 + second);
      }
      const summary = ledger.takeSecond((second + 1) * 1_000);
      expect(summary).toMatchObject({
        fromMs: second * 1_000,
        toMs: (second + 1) * 1_000,
        frames: { sent: 10 },
      });
    }
    expect(ledger.rolling(5_000)).toMatchObject({ fromMs: 3_000, frames: { sent: 20 }, onTimeShare: 1 });
    expect(ledger.report(5_000).frames.sent).toBe(50);
  });

  it('ignores frames it does not know and forgets those never ended', () => {
    const ledger = new FrameLedger({ deadlineMs: 100, nowMs: 0 });
    ledger.ended(7, 'upscaled', 1);
    for (let id = 0; id < 200; id++) ledger.sent(id, id);
    ledger.ended(0, 'upscaled', 300);
    expect(ledger.report(300).frames).toMatchObject({ sent: 200, upscaled: 0 });
  });

  it('splits a round trip without comparing clocks', () => {
    const timings = {
      decodeUs: 1_000,
      queueUs: 2_000,
      upscaleUs: 9_000,
      encodeUs: 3_000,
      residenceUs: 15_500,
    };
    expect(stagesOfResult(20, timings)).toEqual({
      network: 4.5,
      queue: 2,
      decode: 1,
      upscale: 9,
      encodeResult: 3,
    });
  });
});
