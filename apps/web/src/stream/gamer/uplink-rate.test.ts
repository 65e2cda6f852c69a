import { describe, expect, it } from 'vitest';
import { UplinkRate } from './uplink-rate.ts';

const GOOD = 2e6;

describe('UplinkRate', () => {
  it('leaves the encoder alone while the lines carry what looks good', () => {
    const rate = new UplinkRate(GOOD, false);
    expect(rate.update([{ payloadBps: 3e6, active: true }], 0)).toBeUndefined();
    expect(rate.update([], 0)).toBeUndefined();
    expect(rate.quality).toEqual({ bitrateBps: GOOD, frameDivisor: 1, inputScale: 1 });
  });

  it('follows the slowest line, in steps that are worth it', () => {
    const rate = new UplinkRate(GOOD, false);
    const links = (payloadBps: number) => [
      { payloadBps: GOOD, active: true },
      { payloadBps, active: false },
    ];
    expect(rate.update(links(1.2e6), 0)?.bitrateBps).toBe(1.2e6);
    expect(rate.update(links(1.18e6), 50)).toBeUndefined();
    expect(rate.update(links(1.1e6), 100)?.bitrateBps).toBe(1.1e6);
  });

  it('sends every other frame, then smaller ones, when bits alone are not enough', () => {
    const rate = new UplinkRate(GOOD, false);
    expect(rate.update([{ payloadBps: 0.25e6, active: true }], 0)?.frameDivisor).toBe(2);
    expect(rate.update([{ payloadBps: 0.12e6, active: true }], 50)?.inputScale).toBe(0.5);
    expect(rate.update([{ payloadBps: 1, active: true }], 100)?.bitrateBps).toBe(80_000);
  });

  it('counts every copy when data is to be saved', () => {
    const rate = new UplinkRate(GOOD, true);
    const link = { payloadBps: GOOD, active: true };
    expect(rate.update([link, link, link], 0)?.bitrateBps).toBe(500_000);
  });
});
