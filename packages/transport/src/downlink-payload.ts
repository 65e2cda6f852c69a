/**
 * What a frame from helper to gamer carries: the result's account, then the encoded chunk. Big endian.
 *
 * ```
 * +---------------------------------------------------------------+
 * |                          stream seq                           |  0
 * +---------------+---------------+---------------+---------------+
 * |    status     |   algorithm   | queue length  |  reserved: 0  |  4
 * +---------------+---------------+---------------+---------------+
 * |                          decode, us                           |  8
 * |                          queue, us                            | 12
 * |                          upscale, us                          | 16
 * |                          encode, us                           | 20
 * |          residence, us: last packet in, first packet out      | 24
 * +-------------------------------+-------------------------------+
 * |             width             |            height             | 28
 * +-------------------------------+-------------------------------+
 * |            encoded chunk (none unless status is ok) ...       | 32
 * ```
 *
 * Every duration is measured on the helper's clock alone, so the gamer adds durations and never compares two clocks.
 */

import { fault, type PayloadRead } from './payload-read.ts';
import { RESULT_STATUS, type ResultStatus, resultStatusOf } from './result-status.ts';
import { MAX_SIDE_PX } from './uplink-payload.ts';

export const DOWNLINK_PREFIX_BYTES = 32;

/** The most a duration field holds, 71 minutes. */
const MAX_U32 = 0xffff_ffff;

export interface ResultTimings {
  readonly decodeUs: number;
  readonly queueUs: number;
  readonly upscaleUs: number;
  readonly encodeUs: number;
  /** From the request's last packet to the result's first: round trip minus this is the network's share. */
  readonly residenceUs: number;
}

export interface DownlinkPayload extends ResultTimings {
  /** Place in this helper's result stream, u32, contiguous over `ok` results; means nothing in a refusal. */
  readonly streamSeq: number;
  readonly status: ResultStatus;
  /** u8: index into the table of algorithms that the helper told on the control channel. */
  readonly algorithm: number;
  /** u8: orders waiting at the helper when this result left. */
  readonly queueLength: number;
  readonly width: number;
  readonly height: number;
  /** Encoded bytes; empty unless `status` is `ok`. */
  readonly chunk: Uint8Array;
}

/** Prefix and chunk in one new buffer. */
export function writeDownlinkPayload(payload: DownlinkPayload): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DOWNLINK_PREFIX_BYTES + payload.chunk.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.streamSeq);
  view.setUint8(4, RESULT_STATUS[payload.status]);
  view.setUint8(5, payload.algorithm);
  view.setUint8(6, Math.min(0xff, payload.queueLength));
  view.setUint32(8, clampU32(payload.decodeUs));
  view.setUint32(12, clampU32(payload.queueUs));
  view.setUint32(16, clampU32(payload.upscaleUs));
  view.setUint32(20, clampU32(payload.encodeUs));
  view.setUint32(24, clampU32(payload.residenceUs));
  view.setUint16(28, payload.width);
  view.setUint16(30, payload.height);
  bytes.set(payload.chunk, DOWNLINK_PREFIX_BYTES);
  return bytes;
}

/** Reads what {@link writeDownlinkPayload} wrote. `chunk` is a view into `bytes`. */
export function readDownlinkPayload(bytes: Uint8Array): PayloadRead<DownlinkPayload> {
  if (bytes.byteLength < DOWNLINK_PREFIX_BYTES) return fault('short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const status = resultStatusOf(view.getUint8(4));
  if (!status) return fault('bad-status');
  if (view.getUint8(7) !== 0) return fault('bad-flags');
  const value = payloadOf(view, status, bytes.subarray(DOWNLINK_PREFIX_BYTES));
  if (value.width > MAX_SIDE_PX || value.height > MAX_SIDE_PX) return fault('bad-size');
  if (status === 'ok' && value.chunk.byteLength === 0) return fault('empty-chunk');
  return { ok: true, value };
}

function payloadOf(view: DataView, status: ResultStatus, chunk: Uint8Array): DownlinkPayload {
  return {
    streamSeq: view.getUint32(0),
    status,
    algorithm: view.getUint8(5),
    queueLength: view.getUint8(6),
    decodeUs: view.getUint32(8),
    queueUs: view.getUint32(12),
    upscaleUs: view.getUint32(16),
    encodeUs: view.getUint32(20),
    residenceUs: view.getUint32(24),
    width: view.getUint16(28),
    height: view.getUint16(30),
    chunk,
  };
}

function clampU32(value: number): number {
  return Math.max(0, Math.min(MAX_U32, Math.round(value)));
}
