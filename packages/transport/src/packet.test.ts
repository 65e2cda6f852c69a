import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PACKET_BYTES, PACKET_HEADER_BYTES, PACKET_KIND, peekKind, readPacket } from './packet.ts';
import { packetize } from './packetizer.ts';
import { anyFrame, frameOf } from './test-frames.ts';

describe('packet header', () => {
  it('has the documented bytes', () => {
    const frame = frameOf(new Uint8Array([0xaa, 0xbb]), {
      kind: PACKET_KIND.downlink,
      epoch: 0x0102,
      frameId: 0x03040506,
      region: 7,
      key: true,
      work: true,
      captureTimeUs: 0x1_0000_0000 + 0x0a0b0c0d,
    });
    const [packet] = packetize(frame);
    expect(Buffer.from(packet!).toString('hex')).toBe(
      `1205010203040506${'0700'}${'0000'}${'0001'}${'00'}${'00'}0a0b0c0d00000002aabb`,
    );
  });

  it('reads back what was written, for any frame and packet size', () => {
    fc.assert(
      fc.property(anyFrame(), fc.integer({ min: 60, max: MAX_PACKET_BYTES }), (frame, maxBytes) => {
        const packets = packetize(frame, maxBytes);
        packets.forEach((packet, packetIndex) => {
          expect(packet.byteLength).toBeLessThanOrEqual(maxBytes);
          const read = readPacket(packet);
          expect(read).toMatchObject({
            ok: true,
            header: {
              packetIndex,
              frameId: frame.frameId,
              epoch: frame.epoch,
              region: frame.region,
              key: frame.key,
              work: frame.work,
              captureTimeUs: frame.captureTimeUs % 2 ** 32,
              frameBytes: frame.payload.byteLength,
            },
          });
        });
      }),
    );
  });

  it('never throws and names a reason, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_200 }), (bytes) => {
        const read = readPacket(bytes);
        expect(read.ok || read.reason.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['short', (p: Uint8Array) => p.subarray(0, PACKET_HEADER_BYTES)],
    ['oversized', () => new Uint8Array(MAX_PACKET_BYTES + 1)],
    ['bad-version', (p: Uint8Array) => withByte(p, 0, 0x21)],
    ['bad-kind', (p: Uint8Array) => withByte(p, 0, 0x1f)],
    ['bad-flags', (p: Uint8Array) => withByte(p, 1, 0x80)],
    ['bad-flags', (p: Uint8Array) => withByte(p, 15, 1)],
    ['bad-counts', (p: Uint8Array) => withByte(p, 13, 0)],
    ['bad-counts', (p: Uint8Array) => withByte(p, 11, 9)],
    ['bad-counts', (p: Uint8Array) => withByte(p, 1, 2)],
    ['bad-length', (p: Uint8Array) => p.subarray(0, p.length - 1)],
  ])('refuses a packet as %s', (reason, spoil) => {
    const [packet] = packetize(frameOf(new Uint8Array(100)));
    expect(readPacket(spoil(packet!))).toEqual({ ok: false, reason });
  });

  it('peeks the kind for routing', () => {
    const [packet] = packetize(frameOf(new Uint8Array(1), { kind: PACKET_KIND.order }));
    expect(peekKind(packet!)).toBe(PACKET_KIND.order);
    expect(peekKind(new Uint8Array())).toBeUndefined();
  });
});

describe('packetize', () => {
  it('refuses what cannot travel', () => {
    expect(() => packetize(frameOf(new Uint8Array()))).toThrow('empty-frame');
    expect(() => packetize(frameOf(new Uint8Array(1)), 24)).toThrow('bad-packet-size');
    expect(() => packetize(frameOf(new Uint8Array(1)), 1_101)).toThrow('bad-packet-size');
    expect(() => packetize(frameOf(new Uint8Array(70_000)), 25)).toThrow('frame-too-big');
  });
});

function withByte(packet: Uint8Array, at: number, value: number): Uint8Array {
  const copy = packet.slice();
  copy[at] = value;
  return copy;
}
