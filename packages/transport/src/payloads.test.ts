import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOWNLINK_PREFIX_BYTES, readDownlinkPayload, writeDownlinkPayload } from './downlink-payload.ts';
import { RESULT_STATUS, type ResultStatus } from './result-status.ts';
import {
  MAX_SIDE_PX,
  readUplinkPayload,
  UPLINK_PREFIX_BYTES,
  type UplinkPayload,
  writeUplinkPayload,
} from './uplink-payload.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const side = fc.integer({ min: 0, max: MAX_SIDE_PX });

const order: UplinkPayload = {
  streamSeq: 0x01020304,
  deadlineMs: 100,
  targetWidth: 640,
  targetHeight: 360,
  forceKey: true,
  hedge: false,
  chunk: new Uint8Array([9]),
};

describe('uplink payload', () => {
  it('has the documented bytes', () => {
    expect(Buffer.from(writeUplinkPayload(order)).toString('hex')).toBe('010203040064028001680100' + '09');
  });

  it('comes back as it was', () => {
    const payload = fc.record({
      streamSeq: u32,
      deadlineMs: u16,
      targetWidth: side,
      targetHeight: side,
      forceKey: fc.boolean(),
      hedge: fc.boolean(),
      chunk: fc.uint8Array(),
    });
    fc.assert(
      fc.property(payload, (value) => {
        const bytes = writeUplinkPayload(value);
        expect(bytes.byteLength).toBe(UPLINK_PREFIX_BYTES + value.chunk.byteLength);
        expect(readUplinkPayload(bytes)).toEqual({ ok: true, value });
      }),
    );
  });

  it('carries the rows that are wanted, and refuses rows beyond the picture', () => {
    const band = { y: 120, height: 240 };
    const bytes = writeUplinkPayload({ ...order, band });
    expect(bytes.byteLength).toBe(UPLINK_PREFIX_BYTES + 4 + order.chunk.byteLength);
    expect(readUplinkPayload(bytes)).toEqual({ ok: true, value: { ...order, band } });
    expect(readUplinkPayload(bytes.subarray(0, 14))).toEqual({ ok: false, fault: 'short' });
    for (const wrong of [
      { y: 122, height: 240 },
      { y: 0, height: 0 },
    ])
      expect(readUplinkPayload(writeUplinkPayload({ ...order, band: wrong }))).toEqual({
        ok: false,
        fault: 'bad-size',
      });
  });

  it('keeps deadlines in their field', () => {
    const deadlineAfter = (deadlineMs: number) =>
      readUplinkPayload(writeUplinkPayload({ ...order, deadlineMs }));
    expect(deadlineAfter(-5)).toMatchObject({ value: { deadlineMs: 0 } });
    expect(deadlineAfter(1e9)).toMatchObject({ value: { deadlineMs: 0xffff } });
  });

  it('names what it refuses', () => {
    const bytes = writeUplinkPayload(order);
    expect(readUplinkPayload(bytes.subarray(0, 11))).toEqual({ ok: false, fault: 'short' });
    expect(readUplinkPayload(withByte(bytes, 10, 0x80))).toEqual({ ok: false, fault: 'bad-flags' });
    expect(readUplinkPayload(withByte(bytes, 11, 1))).toEqual({ ok: false, fault: 'bad-flags' });
    expect(readUplinkPayload(withByte(bytes, 6, 0xff))).toEqual({ ok: false, fault: 'bad-size' });
  });
});

describe('downlink payload', () => {
  const statuses = Object.keys(RESULT_STATUS) as ResultStatus[];
  const payload = fc.record({
    streamSeq: u32,
    status: fc.constantFrom(...statuses),
    algorithm: fc.integer({ min: 0, max: 255 }),
    queueLength: fc.integer({ min: 0, max: 255 }),
    decodeUs: u32,
    queueUs: u32,
    upscaleUs: u32,
    encodeUs: u32,
    residenceUs: u32,
    width: side,
    height: side,
    chunk: fc.uint8Array({ minLength: 1 }),
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(payload, (value) => {
        const bytes = writeDownlinkPayload(value);
        expect(bytes.byteLength).toBe(DOWNLINK_PREFIX_BYTES + value.chunk.byteLength);
        expect(readDownlinkPayload(bytes)).toEqual({ ok: true, value });
      }),
    );
  });

  it('names what it refuses', () => {
    const [value] = fc.sample(payload, 1);
    const bytes = writeDownlinkPayload({ ...value!, status: 'ok' });
    expect(readDownlinkPayload(bytes.subarray(0, 31))).toEqual({ ok: false, fault: 'short' });
    expect(readDownlinkPayload(bytes.subarray(0, 32))).toEqual({ ok: false, fault: 'empty-chunk' });
    expect(readDownlinkPayload(withByte(bytes, 4, 200))).toEqual({ ok: false, fault: 'bad-status' });
    expect(readDownlinkPayload(withByte(bytes, 7, 1))).toEqual({ ok: false, fault: 'bad-flags' });
    expect(readDownlinkPayload(withByte(bytes, 28, 0xff))).toEqual({ ok: false, fault: 'bad-size' });
  });

  it('lets a refusal travel without a chunk', () => {
    const [value] = fc.sample(payload, 1);
    const refusal = { ...value!, status: 'late' as const, chunk: new Uint8Array() };
    expect(readDownlinkPayload(writeDownlinkPayload(refusal))).toEqual({ ok: true, value: refusal });
  });
});

it('no bytes make a reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      readUplinkPayload(bytes);
      readDownlinkPayload(bytes);
    }),
    { numRuns: 2_000 },
  );
});

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}
