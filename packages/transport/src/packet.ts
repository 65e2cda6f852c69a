/**
 * The header that opens every packet on a frame channel, and nothing else. All numbers are big endian.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |version| kind  |     flags     |         session epoch         |  0
 * +-------+-------+---------------+-------------------------------+
 * |                           frame id                            |  4
 * +---------------+---------------+-------------------------------+
 * |    region     |    stripe     |         packet index          |  8
 * +---------------+---------------+---------------+---------------+
 * |          data count           | parity count  |  reserved: 0  | 12
 * +-------------------------------+---------------+---------------+
 * |              capture time, microseconds, mod 2^32             | 16
 * +---------------------------------------------------------------+
 * |              bytes of the whole frame payload                 | 20
 * +---------------------------------------------------------------+
 * ```
 *
 * A frame of `F` bytes in `n` data packets is cut in equal shards of `S = ceil(F / n)` bytes, the last one shorter: a
 * receiver knows every packet's exact length from any one header, so a lying length is caught at once. Packets
 * `0..n-1` carry shards, `n..n+parity-1` carry parity of `S` bytes each.
 */

import type { DropReason } from './drop-reason.ts';
import { MAX_FEC_SHARDS } from './fec.ts';

/** Bumped when the layout changes; a reader refuses any other. */
export const PACKET_VERSION = 1;

/** Bytes before the shard. Six 32-bit words: room for a region and a stripe, still 2 % of a full packet. */
export const PACKET_HEADER_BYTES = 24;

/** Whole packet with its header. SCTP, DTLS, UDP and IPv6 add about 100 bytes: 1,200 is what every path carries unfragmented. */
export const MAX_PACKET_BYTES = 1_100;

/** The largest counts the header can name. */
export const MAX_DATA_PACKETS = 0xffff;
export const MAX_PARITY_PACKETS = 0xff;

/**
 * What a packet's frame is. `order` is a work order alone, for a frame that its receiver already holds; `receipt` says that a frame
 * or an order has come; `report` says which packets have come lately, and when.
 */
export const PACKET_KIND = { uplink: 1, downlink: 2, order: 3, receipt: 4, report: 5 } as const;
export type PacketKind = (typeof PACKET_KIND)[keyof typeof PACKET_KIND];

const FLAG_KEY = 1;
const FLAG_PARITY = 2;
const FLAG_WORK = 4;
const KNOWN_FLAGS = FLAG_KEY | FLAG_PARITY | FLAG_WORK;

const AT = { epoch: 2, frameId: 4, region: 8, stripe: 9, packetIndex: 10, dataCount: 12 } as const;
const AT_TAIL = { parityCount: 14, reserved: 15, captureTimeUs: 16, frameBytes: 20 } as const;

export interface PacketHeader {
  readonly kind: PacketKind;
  /** The frame decodes without its predecessors. */
  readonly key: boolean;
  /** The packet carries parity, not a shard. */
  readonly parity: boolean;
  /** The receiver is asked to upscale this frame (a standby only decodes it). */
  readonly work: boolean;
  /** Names one pairing of gamer and helper, u16: packets of an older pairing are foreign. */
  readonly epoch: number;
  /** u32, counts the gamer's frames. */
  readonly frameId: number;
  /** u8: part of the frame, 0 when frames are not split. */
  readonly region: number;
  /** u8: which of the parallel connections carries the packet. */
  readonly stripe: number;
  readonly packetIndex: number;
  readonly dataCount: number;
  readonly parityCount: number;
  /** Microseconds on the gamer's clock, modulo 2^32: it wraps every 71 minutes. */
  readonly captureTimeUs: number;
  /** Bytes of the whole frame payload, at least 1. */
  readonly frameBytes: number;
}

export type PacketRead =
  | { readonly ok: true; readonly header: PacketHeader; readonly payload: Uint8Array }
  | { readonly ok: false; readonly reason: DropReason };

/** Bytes of each full shard, and of each parity packet. */
export function shardBytes(frameBytes: number, dataCount: number): number {
  return Math.ceil(frameBytes / dataCount);
}

/** Writes the header at the start of `into`, which must hold {@link PACKET_HEADER_BYTES}. Numbers are truncated to their fields. */
export function writeHeader(into: Uint8Array, header: PacketHeader): void {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const flags =
    (header.key ? FLAG_KEY : 0) | (header.parity ? FLAG_PARITY : 0) | (header.work ? FLAG_WORK : 0);
  view.setUint8(0, (PACKET_VERSION << 4) | header.kind);
  view.setUint8(1, flags);
  view.setUint16(AT.epoch, header.epoch);
  view.setUint32(AT.frameId, header.frameId);
  view.setUint8(AT.region, header.region);
  view.setUint8(AT.stripe, header.stripe);
  view.setUint16(AT.packetIndex, header.packetIndex);
  view.setUint16(AT.dataCount, header.dataCount);
  view.setUint8(AT_TAIL.parityCount, header.parityCount);
  view.setUint8(AT_TAIL.reserved, 0);
  view.setUint32(AT_TAIL.captureTimeUs, header.captureTimeUs);
  view.setUint32(AT_TAIL.frameBytes, header.frameBytes);
}

/**
 * Reads and checks one packet. Never throws; `payload` is a view into `packet`, of exactly the length that the header implies.
 */
export function readPacket(packet: Uint8Array): PacketRead {
  if (packet.byteLength <= PACKET_HEADER_BYTES) return drop('short');
  if (packet.byteLength > MAX_PACKET_BYTES) return drop('oversized');
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const prefixFault = faultInPrefix(view);
  if (prefixFault) return drop(prefixFault);
  const header = headerOf(view);
  if (!countsHold(header)) return drop('bad-counts');
  if (packet.byteLength - PACKET_HEADER_BYTES !== payloadBytes(header)) return drop('bad-length');
  return { ok: true, header, payload: packet.subarray(PACKET_HEADER_BYTES) };
}

/** The kind a packet claims, to route it before reading; `undefined` when no reader would take it. */
export function peekKind(packet: Uint8Array): PacketKind | undefined {
  const first = packet[0] ?? 0;
  return first >> 4 === PACKET_VERSION && isKind(first & 15) ? ((first & 15) as PacketKind) : undefined;
}

function faultInPrefix(view: DataView): DropReason | undefined {
  const first = view.getUint8(0);
  if (first >> 4 !== PACKET_VERSION) return 'bad-version';
  if (!isKind(first & 15)) return 'bad-kind';
  if ((view.getUint8(1) & ~KNOWN_FLAGS) !== 0) return 'bad-flags';
  return view.getUint8(AT_TAIL.reserved) === 0 ? undefined : 'bad-flags';
}

function headerOf(view: DataView): PacketHeader {
  const flags = view.getUint8(1);
  return {
    kind: (view.getUint8(0) & 15) as PacketKind,
    key: (flags & FLAG_KEY) !== 0,
    parity: (flags & FLAG_PARITY) !== 0,
    work: (flags & FLAG_WORK) !== 0,
    epoch: view.getUint16(AT.epoch),
    frameId: view.getUint32(AT.frameId),
    region: view.getUint8(AT.region),
    stripe: view.getUint8(AT.stripe),
    packetIndex: view.getUint16(AT.packetIndex),
    dataCount: view.getUint16(AT.dataCount),
    parityCount: view.getUint8(AT_TAIL.parityCount),
    captureTimeUs: view.getUint32(AT_TAIL.captureTimeUs),
    frameBytes: view.getUint32(AT_TAIL.frameBytes),
  };
}

/** A count is honest when cutting `frameBytes` in shards of its size gives the same count back. */
function countsHold({ dataCount, parityCount, packetIndex, parity, frameBytes }: PacketHeader): boolean {
  if (dataCount === 0 || frameBytes === 0) return false;
  if (parityCount > 0 && dataCount + parityCount > MAX_FEC_SHARDS) return false;
  if (Math.ceil(frameBytes / shardBytes(frameBytes, dataCount)) !== dataCount) return false;
  return parity === packetIndex >= dataCount && packetIndex < dataCount + parityCount;
}

function payloadBytes({ frameBytes, dataCount, packetIndex }: PacketHeader): number {
  const shard = shardBytes(frameBytes, dataCount);
  return packetIndex === dataCount - 1 ? frameBytes - shard * packetIndex : shard;
}

function isKind(kind: number): boolean {
  return kind >= PACKET_KIND.uplink && kind <= PACKET_KIND.report;
}

function drop(reason: DropReason): PacketRead {
  return { ok: false, reason };
}
