import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalLog, REPORT_EVERY_MS } from './arrival-log.ts';
import { MAX_PACKET_BYTES, PACKET_KIND } from './packet.ts';
import { packetize } from './packetizer.ts';
import { MAX_BITMAP_BYTES, MAX_REPORT_ENTRIES, type Report, readReport, reportFrame } from './report.ts';
import { frameOf, patternBytes } from './test-frames.ts';

const write = (report: Report, epoch = 1) => packetize(reportFrame(epoch, report))[0]!;

const SMALL: Report = {
  seq: 3,
  clockMs: 100,
  bytes: 2048,
  entries: [{ frameId: 9, firstMs: 90, lastMs: 95.5, bitmap: Uint8Array.of(0b101) }],
};

describe('report', () => {
  it('has the documented bytes', () => {
    expect(Buffer.from(write(SMALL)).subarray(24).toString('hex')).toBe(
      `${'000003e8'}${'00000800'}${'01'}${'00'}${'00000009'}${'0064'}${'002d'}${'01'}${'05'}`,
    );
  });

  it('comes back as it was', () => {
    expect(readReport(write(SMALL), 1)).toEqual({ ok: true, report: SMALL });
  });

  it('fits in one packet, however much it tells', () => {
    const bitmap = new Uint8Array(MAX_BITMAP_BYTES);
    const entries = Array.from({ length: MAX_REPORT_ENTRIES }, (_, frameId) => ({
      frameId,
      firstMs: 0,
      lastMs: 0,
      bitmap,
    }));
    expect(write({ ...SMALL, entries }).byteLength).toBeLessThanOrEqual(MAX_PACKET_BYTES);
  });

  it.each([
    ['foreign-epoch', write(SMALL, 2)],
    ['foreign-kind', packetize(frameOf(patternBytes(30)))[0]!],
    ['short', packetize(frameOf(patternBytes(9), { kind: PACKET_KIND.report }))[0]!],
    ['bad-flags', spoilt(9, 1)],
    ['bad-length', spoilt(8, 2)],
    ['bad-length', spoilt(8, 0)],
    ['bad-length', spoilt(8, 200)],
    ['bad-length', spoilt(18, 200)],
    ['bad-counts', packetize(frameOf(patternBytes(30), { kind: PACKET_KIND.report, parityCount: 1 }))[0]!],
  ])('is refused as %s', (reason, packet) => {
    expect(readReport(packet, 1)).toEqual({ ok: false, reason });
  });

  it('no bytes make a reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (payload) => {
        const read = readReport(packetize(frameOf(payload, { kind: PACKET_KIND.report }))[0]!, 1);
        expect(read.ok || read.reason.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('ArrivalLog', () => {
  const packets = (frameId: number, bytes = 3000) => packetize(frameOf(patternBytes(bytes), { frameId }));

  it('tells which packets came, and when; a packet counts once', () => {
    const log = new ArrivalLog(PACKET_KIND.uplink, 1);
    const [first, , third] = packets(7);
    for (const [packet, atMs] of [
      [first!, 10],
      [third!, 12],
      [third!, 13],
    ] as const)
      log.packet(packet, atMs);
    const bytes = first!.byteLength + third!.byteLength;
    const entry = { frameId: 7, firstMs: 10, lastMs: 12, bitmap: Uint8Array.of(0b101) };
    expect(log.take(60)).toEqual({ seq: 1, clockMs: 60, bytes, entries: [entry] });
  });

  it('tells of a frame several times, then no more, and never too often', () => {
    const log = new ArrivalLog(PACKET_KIND.uplink, 1);
    log.packet(packets(1)[0]!, 0);
    const told = Array.from({ length: 40 }, (_, i) => log.take(i * (REPORT_EVERY_MS / 2)));
    expect(told.filter(Boolean)).toHaveLength(5);
    expect(told[1]).toBeUndefined();
  });

  it('has nothing to tell of other kinds and pairings', () => {
    const log = new ArrivalLog(PACKET_KIND.downlink, 1);
    log.packet(packets(1)[0]!, 0);
    log.packet(packetize(frameOf(patternBytes(9), { kind: PACKET_KIND.downlink, epoch: 2 }))[0]!, 0);
    log.packet(new Uint8Array(3), 0);
    expect(log.take(100)).toBeUndefined();
  });

  it('reports in time when a receiver that was busy finds many frames at once', () => {
    const log = new ArrivalLog(PACKET_KIND.uplink, 1);
    const told = new Set<number>();
    for (let frameId = 1; frameId <= 40; frameId++) {
      log.packet(packets(frameId)[0]!, 1000);
      for (const entry of log.take(1000)?.entries ?? []) told.add(entry.frameId);
    }
    for (const entry of log.take(1050)?.entries ?? []) told.add(entry.frameId);
    expect(told.size).toBe(40);
  });

  it('holds a bounded number of frames', () => {
    const log = new ArrivalLog(PACKET_KIND.uplink, 1);
    for (let frameId = 0; frameId < 500; frameId++) log.packet(packets(frameId)[0]!, frameId);
    const report = log.take(500);
    expect(report?.entries.map(({ frameId }) => frameId)).toEqual(
      Array.from({ length: MAX_REPORT_ENTRIES }, (_, i) => 500 - MAX_REPORT_ENTRIES + i),
    );
  });
});

function spoilt(at: number, byte: number): Uint8Array {
  const packet = write(SMALL);
  packet[24 + at] = byte;
  return packet;
}
