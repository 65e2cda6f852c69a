import fc from 'fast-check';
import { PACKET_KIND } from './packet.ts';
import type { OutgoingFrame } from './packetizer.ts';

/** A frame for tests, with unimportant fields filled in. */
export function frameOf(payload: Uint8Array, fields: Partial<OutgoingFrame> = {}): OutgoingFrame {
  return {
    kind: PACKET_KIND.uplink,
    epoch: 1,
    frameId: 1,
    region: 0,
    key: false,
    work: false,
    captureTimeUs: 0,
    payload,
    ...fields,
  };
}

/** Any frame that a sender may hand over. */
export function anyFrame(): fc.Arbitrary<OutgoingFrame> {
  return fc.record({
    kind: fc.constantFrom(...Object.values(PACKET_KIND)),
    epoch: fc.integer({ min: 0, max: 0xffff }),
    frameId: fc.integer({ min: 0, max: 0xffff_ffff }),
    region: fc.integer({ min: 0, max: 255 }),
    key: fc.boolean(),
    work: fc.boolean(),
    captureTimeUs: fc.integer({ min: 0, max: 2 ** 40 }),
    payload: fc.uint8Array({ minLength: 1, maxLength: 6_000 }),
    parityCount: fc.integer({ min: 0, max: 4 }),
  });
}

/** Bytes that differ from place to place, so that a shard in the wrong place shows. */
export function patternBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + seed * 17 + (i >> 8)) & 255;
  return bytes;
}
