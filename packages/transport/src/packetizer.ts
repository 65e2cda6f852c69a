import { encodeParity, MAX_FEC_SHARDS } from './fec.ts';
import {
  MAX_DATA_PACKETS,
  MAX_PACKET_BYTES,
  PACKET_HEADER_BYTES,
  type PacketHeader,
  type PacketKind,
  shardBytes,
  writeHeader,
} from './packet.ts';
import { TransportError } from './transport-error.ts';

/** One frame (or one region of it) as a sender hands it over. */
export interface OutgoingFrame {
  readonly kind: PacketKind;
  readonly epoch: number;
  readonly frameId: number;
  /** Part of the frame, 0..255; 0 when frames are whole. */
  readonly region: number;
  readonly key: boolean;
  readonly work: boolean;
  /** Microseconds; only the low 32 bits travel. */
  readonly captureTimeUs: number;
  /** At least one byte. */
  readonly payload: Uint8Array;
  /** Parity packets to add, 0 by default. As many lost packets of the frame can be repaired. */
  readonly parityCount?: number;
}

/**
 * Cuts a frame in packets, shards first and parity after them, each a buffer of its own.
 *
 * @param maxPacketBytes whole packet with header, at most {@link MAX_PACKET_BYTES}
 * @throws TransportError `empty-frame`, `frame-too-big`, `bad-packet-size`
 */
export function packetize(
  frame: OutgoingFrame,
  maxPacketBytes: number = MAX_PACKET_BYTES,
): Uint8Array<ArrayBuffer>[] {
  const dataCount = countPackets(frame.payload.byteLength, maxPacketBytes);
  const parityCount = allowedParity(frame.parityCount ?? 0, dataCount);
  const shards = cut(frame.payload, dataCount);
  const parity =
    parityCount > 0 ? encodeParity(shards, parityCount, shardBytes(frame.payload.byteLength, dataCount)) : [];
  return [...shards, ...parity].map((body, packetIndex) =>
    packetOf(headerFor(frame, packetIndex, dataCount, parityCount), body),
  );
}

/** Data packets that a payload of so many bytes is cut in. */
export function shardCount(frameBytes: number): number {
  return Math.ceil(frameBytes / (MAX_PACKET_BYTES - PACKET_HEADER_BYTES));
}

function countPackets(frameBytes: number, maxPacketBytes: number): number {
  if (frameBytes === 0) throw new TransportError('empty-frame', 'a frame needs at least one byte');
  if (maxPacketBytes <= PACKET_HEADER_BYTES || maxPacketBytes > MAX_PACKET_BYTES) {
    throw new TransportError('bad-packet-size', `${maxPacketBytes} bytes a packet`);
  }
  const count = Math.ceil(frameBytes / (maxPacketBytes - PACKET_HEADER_BYTES));
  if (count > MAX_DATA_PACKETS) throw new TransportError('frame-too-big', `${frameBytes} bytes`);
  return count;
}

/** A frame with too many shards for one code goes without the parity it cannot have: it is a key frame of many hundred KB. */
function allowedParity(wanted: number, dataCount: number): number {
  return Math.max(0, Math.min(wanted, MAX_FEC_SHARDS - dataCount));
}

function cut(payload: Uint8Array, dataCount: number): Uint8Array[] {
  const size = shardBytes(payload.byteLength, dataCount);
  return Array.from({ length: dataCount }, (_, i) => payload.subarray(i * size, (i + 1) * size));
}

function headerFor(
  frame: OutgoingFrame,
  packetIndex: number,
  dataCount: number,
  parityCount: number,
): PacketHeader {
  return {
    kind: frame.kind,
    key: frame.key,
    parity: packetIndex >= dataCount,
    work: frame.work,
    epoch: frame.epoch,
    frameId: frame.frameId,
    region: frame.region,
    stripe: 0,
    packetIndex,
    dataCount,
    parityCount,
    captureTimeUs: frame.captureTimeUs,
    frameBytes: frame.payload.byteLength,
  };
}

function packetOf(header: PacketHeader, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const packet = new Uint8Array(PACKET_HEADER_BYTES + body.byteLength);
  writeHeader(packet, header);
  packet.set(body, PACKET_HEADER_BYTES);
  return packet;
}
