/**
 * What a frame from gamer to helper carries: a work order, then the encoded chunk. Big endian.
 *
 * ```
 * +---------------------------------------------------------------+
 * |                          stream seq                           |  0
 * +-------------------------------+-------------------------------+
 * |   deadline, ms from sending   |         target width          |  4
 * +-------------------------------+---------------+---------------+
 * |         target height         |     flags     |  reserved: 0  |  8
 * +-------------------------------+---------------+---------------+
 * |       band: first row         |         band: rows            | 12, only with flag 4
 * +-------------------------------+-------------------------------+
 * |                     encoded chunk (or none) ...               | 12 or 16
 * ```
 *
 * With a band, only those rows of the target are wanted, over its whole width; the packet header's region byte numbers the band's own
 * stream of results. Region 0 is the whole picture.
 *
 * A standby gets the same bytes in packets without the work flag, and ignores the order. An order for a frame that was sent before
 * (a hedge, a retry) travels alone, as packet kind `order` with an empty chunk.
 */

import { fault, type PayloadRead } from './payload-read.ts';

export const UPLINK_PREFIX_BYTES = 12;

/** No codec or texture in use goes beyond 16,384 pixels a side; a larger number is a forgery. */
export const MAX_SIDE_PX = 16_384;

const FLAG_FORCE_KEY = 1;
const FLAG_HEDGE = 2;
const FLAG_BAND = 4;
const KNOWN_FLAGS = FLAG_FORCE_KEY | FLAG_HEDGE | FLAG_BAND;
const BAND_BYTES = 4;

/** Rows of the target picture, of its whole width. */
export interface Band {
  readonly y: number;
  readonly height: number;
}

export interface WorkOrder {
  /** Place in the encoded stream, u32, contiguous: a gap means that a reference is missing. */
  readonly streamSeq: number;
  /** Time left when the order was sent, whole ms, 0..65,535; 0 without an order. */
  readonly deadlineMs: number;
  /** Size of the wanted result; 0 x 0 without an order. */
  readonly targetWidth: number;
  readonly targetHeight: number;
  /** The result must start a decodable stream: first order after promotion, or the gamer lost the last one. */
  readonly forceKey: boolean;
  /** Another helper has the same order; a helper with too much to do may let this one go first. */
  readonly hedge: boolean;
  /** The rows wanted; all of them when absent. */
  readonly band?: Band;
}

export interface UplinkPayload extends WorkOrder {
  /** Encoded bytes; empty in an order alone. */
  readonly chunk: Uint8Array;
}

/** Prefix and chunk in one new buffer. */
export function writeUplinkPayload(payload: UplinkPayload): Uint8Array<ArrayBuffer> {
  const { band } = payload;
  const prefixBytes = UPLINK_PREFIX_BYTES + (band ? BAND_BYTES : 0);
  const bytes = new Uint8Array(prefixBytes + payload.chunk.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.streamSeq);
  view.setUint16(4, clampU16(payload.deadlineMs));
  view.setUint16(6, payload.targetWidth);
  view.setUint16(8, payload.targetHeight);
  view.setUint8(10, flagsOf(payload));
  if (band) {
    view.setUint16(UPLINK_PREFIX_BYTES, band.y);
    view.setUint16(UPLINK_PREFIX_BYTES + 2, band.height);
  }
  bytes.set(payload.chunk, prefixBytes);
  return bytes;
}

/** Reads what {@link writeUplinkPayload} wrote. `chunk` is a view into `bytes`. */
export function readUplinkPayload(bytes: Uint8Array): PayloadRead<UplinkPayload> {
  if (bytes.byteLength < UPLINK_PREFIX_BYTES) return fault('short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(10);
  if ((flags & ~KNOWN_FLAGS) !== 0 || view.getUint8(11) !== 0) return fault('bad-flags');
  const targetWidth = view.getUint16(6);
  const targetHeight = view.getUint16(8);
  if (targetWidth > MAX_SIDE_PX || targetHeight > MAX_SIDE_PX) return fault('bad-size');
  const hasBand = (flags & FLAG_BAND) !== 0;
  if (hasBand && bytes.byteLength < UPLINK_PREFIX_BYTES + BAND_BYTES) return fault('short');
  const band = hasBand ? readBand(view) : undefined;
  if (band && (band.height === 0 || band.y + band.height > targetHeight)) return fault('bad-size');
  const value: UplinkPayload = {
    streamSeq: view.getUint32(0),
    deadlineMs: view.getUint16(4),
    targetWidth,
    targetHeight,
    forceKey: (flags & FLAG_FORCE_KEY) !== 0,
    hedge: (flags & FLAG_HEDGE) !== 0,
    ...(band ? { band } : {}),
    chunk: bytes.subarray(UPLINK_PREFIX_BYTES + (band ? BAND_BYTES : 0)),
  };
  return { ok: true, value };
}

function flagsOf({ forceKey, hedge, band }: WorkOrder): number {
  return (forceKey ? FLAG_FORCE_KEY : 0) | (hedge ? FLAG_HEDGE : 0) | (band ? FLAG_BAND : 0);
}

function readBand(view: DataView): Band {
  return { y: view.getUint16(UPLINK_PREFIX_BYTES), height: view.getUint16(UPLINK_PREFIX_BYTES + 2) };
}

/** A deadline already past travels as 0, a distant one as the most the field holds. */
function clampU16(value: number): number {
  return Math.max(0, Math.min(0xffff, Math.floor(value)));
}
