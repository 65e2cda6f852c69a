import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossyPipe } from './impair.ts';
import { PACKET_KIND } from './packet.ts';
import { packetize } from './packetizer.ts';
import { Reassembler } from './reassembler.ts';
import { frameOf, patternBytes } from './test-frames.ts';

const uplink = { kind: PACKET_KIND.uplink, epoch: 1 };

describe('Reassembler', () => {
  it('rebuilds a frame from its packets in any order, once', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    fc.assert(
      fc.property(order, fc.integer({ min: 5_381, max: 6_456 }), (indices, bytes) => {
        const payload = patternBytes(bytes);
        const packets = packetize(frameOf(payload, { key: true, captureTimeUs: 42 }));
        const reassembler = new Reassembler(uplink);
        const results = indices.map((i, at) => reassembler.accept(packets[i]!, at));
        expect(results.slice(0, 5).every((r) => r.type === 'pending')).toBe(true);
        expect(results[5]).toEqual({
          type: 'frame',
          frame: {
            frameId: 1,
            region: 0,
            key: true,
            work: false,
            captureTimeUs: 42,
            payload,
            firstPacketMs: 0,
            lastPacketMs: 5,
          },
        });
        expect(reassembler.stats()).toMatchObject({ frames: 1, pendingFrames: 0, pendingBytes: 0 });
      }),
    );
  });

  it('names what is wrong with a packet that it drops', () => {
    const reassembler = new Reassembler({ ...uplink, maxFrameBytes: 5_000 });
    const packets = packetize(frameOf(patternBytes(3_000)));
    const drop = (packet: Uint8Array) => reassembler.accept(packet, 0);
    drop(packets[0]!);
    expect(drop(packets[0]!)).toEqual({ type: 'dropped', reason: 'duplicate' });
    expect(drop(packetize(frameOf(patternBytes(3_001)))[1]!)).toMatchObject({ reason: 'inconsistent' });
    expect(drop(packetize(frameOf(patternBytes(9), { epoch: 2 }))[0]!)).toMatchObject({
      reason: 'foreign-epoch',
    });
    expect(drop(packetize(frameOf(patternBytes(9), { kind: PACKET_KIND.downlink }))[0]!)).toMatchObject({
      reason: 'foreign-kind',
    });
    expect(drop(packetize(frameOf(patternBytes(5_001), { frameId: 2 }))[0]!)).toMatchObject({
      reason: 'frame-too-big',
    });
    drop(packets[1]!);
    expect(drop(packets[2]!).type).toBe('frame');
    expect(drop(packets[2]!)).toMatchObject({ reason: 'completed' });
    expect(reassembler.stats().dropped).toMatchObject({ duplicate: 1, inconsistent: 1, completed: 1 });
  });

  it('gives up old frames and never opens them again', () => {
    const reassembler = new Reassembler({ ...uplink, maxAgeMs: 100 });
    const packets = packetize(frameOf(patternBytes(2_000), { frameId: 7 }));
    reassembler.accept(packets[0]!, 0);
    expect(reassembler.expire(99)).toEqual([]);
    expect(reassembler.expire(100)).toEqual([7]);
    expect(reassembler.accept(packets[1]!, 101)).toMatchObject({ reason: 'expired' });
    expect(reassembler.stats()).toMatchObject({ expired: 1, pendingFrames: 0, pendingBytes: 0 });
  });

  it('keeps the newest frames when there are too many', () => {
    const reassembler = new Reassembler({ ...uplink, maxFrames: 2 });
    const first = (frameId: number) => packetize(frameOf(patternBytes(2_000), { frameId }))[0]!;
    for (const id of [5, 6, 7]) expect(reassembler.accept(first(id), 0).type).toBe('pending');
    expect(reassembler.accept(first(5), 0)).toMatchObject({ reason: 'expired' });
    expect(reassembler.accept(first(4), 0)).toMatchObject({ reason: 'overflow' });
    expect(reassembler.stats().pendingFrames).toBe(2);
  });

  it('delivers only whole, true frames through a bad network, and all of those that parity can save', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 3 }), (seed, parityCount) => {
        const pipe = new LossyPipe(
          { lossRate: 0.1, delayMs: 10, jitterMs: 4, reorderRate: 0.2, duplicateRate: 0.2 },
          seed,
        );
        const reassembler = new Reassembler(uplink);
        const seen = new Set<number>();
        for (let id = 0; id < 60; id++) {
          for (const packet of packetize(frameOf(patternBytes(4_000 + id, id), { frameId: id, parityCount })))
            pipe.send(packet, id * 16);
          for (const { packet, atMs } of pipe.deliverUntil(id * 16 + 16)) {
            const result = reassembler.accept(packet, atMs);
            if (result.type !== 'frame') continue;
            expect(seen.has(result.frame.frameId)).toBe(false);
            seen.add(result.frame.frameId);
            const { payload, frameId } = result.frame;
            expect(Buffer.compare(payload, patternBytes(4_000 + frameId, frameId))).toBe(0);
          }
        }
        if (parityCount >= 2) expect(seen.size).toBeGreaterThan(45);
      }),
      { numRuns: 40 },
    );
  });

  it('stays within its bounds whatever arrives', () => {
    const limits = { maxFrames: 4, maxBytes: 20_000 };
    const forged = fc.record({
      frameId: fc.integer({ min: 0, max: 12 }),
      region: fc.integer({ min: 0, max: 3 }),
      bytes: fc.integer({ min: 1, max: 40_000 }),
      pick: fc.nat(),
      flip: fc.integer({ min: -20, max: 23 }),
      value: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(forged, { maxLength: 120 }), (attacks) => {
        const reassembler = new Reassembler({ ...uplink, ...limits });
        attacks.forEach(({ frameId, region, bytes, pick, flip, value }, nowMs) => {
          const packets = packetize(frameOf(patternBytes(bytes), { frameId, region, parityCount: 2 }));
          const packet = packets[pick % packets.length]!;
          if (flip >= 0) packet[flip] = value;
          reassembler.accept(packet, nowMs);
          const { pendingFrames, pendingBytes } = reassembler.stats();
          expect(pendingFrames).toBeLessThanOrEqual(limits.maxFrames);
          expect(pendingBytes).toBeLessThanOrEqual(limits.maxBytes);
        });
        reassembler.expire(10_000);
        expect(reassembler.stats()).toMatchObject({ pendingFrames: 0, pendingBytes: 0 });
      }),
      { numRuns: 200 },
    );
  });
});
