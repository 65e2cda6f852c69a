/**
 * A receiver's report: which packets of the latest frames have come, and when. One packet of kind `report`, whose frame id counts
 * reports; then, big endian:
 *
 * ```
 * +---------------------------------------------------------------+
 * |        receiver's clock, units of 100 us, mod 2^32            |  0
 * +---------------------------------------------------------------+
 * |        bytes received since the link began, mod 2^32          |  4
 * +---------------+---------------+-------------------------------+
 * |    entries    |  reserved: 0  |  entry ...                       8
 * +---------------+---------------+---------------+---------------+
 * |                           frame id                            |
 * +-------------------------------+-------------------------------+   an entry
 * |  first packet came ago, 100us |  last packet came ago, 100us  |
 * +---------------+---------------+-------------------------------+
 * | bitmap bytes  | bitmap: packet i is bit i % 8 of byte i / 8 ...
 * +---------------+-----------------------------------------------
 * ```
 *
 * A frame is told of in several reports in a row, so a lost report costs nothing, and reading one twice changes nothing. Times are the
 * receiver's own: only their differences are ever used.
 */

import type { DropReason } from './drop-reason.ts';
import { PACKET_KIND, readPacket } from './packet.ts';
import type { OutgoingFrame } from './packetizer.ts';

/** Frames in one report: at 60 fps and 20 reports a second each frame is told of five times. */
export const MAX_REPORT_ENTRIES = 16;
/** Packets of a frame beyond this many are not told of one by one: only a key frame of many hundred KB has them. */
export const MAX_BITMAP_BYTES = 32;

const PREFIX_BYTES = 10;
const ENTRY_BYTES = 9;
/** 100 us: finer than any timer that a browser gives. */
const UNITS_PER_MS = 10;
const MAX_AGO = 0xffff;

export interface ArrivalEntry {
  /** u32. */
  readonly frameId: number;
  /** On the receiver's clock. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Packet `i` has come when bit `i % 8` of byte `i / 8` is set; at most {@link MAX_BITMAP_BYTES}. */
  readonly bitmap: Uint8Array;
}

export interface Report {
  /** u32, counts up. */
  readonly seq: number;
  /** Receiver's clock. */
  readonly clockMs: number;
  /** Of all different packets so far, with headers; modulo 2^32. */
  readonly bytes: number;
  readonly entries: readonly ArrivalEntry[];
}

export type ReportRead =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly reason: DropReason };

/** The report as a sender takes it; it makes one packet. Takes at most {@link MAX_REPORT_ENTRIES} entries. */
export function reportFrame(epoch: number, report: Report): OutgoingFrame {
  const sizes = report.entries.map(({ bitmap }) => ENTRY_BYTES + bitmap.byteLength);
  const payload = new Uint8Array(PREFIX_BYTES + sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(payload.buffer);
  view.setUint32(0, Math.round(report.clockMs * UNITS_PER_MS) % 2 ** 32);
  view.setUint32(4, report.bytes % 2 ** 32);
  view.setUint8(8, report.entries.length);
  let at = PREFIX_BYTES;
  for (const entry of report.entries) at = writeEntry(payload, view, at, entry, report.clockMs);
  const fields = { region: 0, key: false, work: false, captureTimeUs: 0 };
  return { kind: PACKET_KIND.report, epoch, frameId: report.seq, ...fields, payload };
}

function writeEntry(
  payload: Uint8Array,
  view: DataView,
  at: number,
  { frameId, firstMs, lastMs, bitmap }: ArrivalEntry,
  clockMs: number,
): number {
  view.setUint32(at, frameId);
  view.setUint16(at + 4, agoOf(firstMs, clockMs));
  view.setUint16(at + 6, agoOf(lastMs, clockMs));
  view.setUint8(at + 8, bitmap.byteLength);
  payload.set(bitmap, at + ENTRY_BYTES);
  return at + ENTRY_BYTES + bitmap.byteLength;
}

function agoOf(atMs: number, clockMs: number): number {
  return Math.max(0, Math.min(MAX_AGO, Math.round((clockMs - atMs) * UNITS_PER_MS)));
}

/** Reads and checks a packet that should be a report of this pairing. Never throws; bitmaps are views into `packet`. */
export function readReport(packet: Uint8Array, epoch: number): ReportRead {
  const read = readPacket(packet);
  if (!read.ok) return read;
  const { header, payload } = read;
  if (header.kind !== PACKET_KIND.report) return drop('foreign-kind');
  if (header.epoch !== epoch) return drop('foreign-epoch');
  if (header.dataCount !== 1 || header.parityCount !== 0) return drop('bad-counts');
  if (payload.byteLength < PREFIX_BYTES) return drop('short');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (view.getUint8(9) !== 0) return drop('bad-flags');
  const clockMs = view.getUint32(0) / UNITS_PER_MS;
  const entries = readEntries(payload, view, clockMs);
  if (!entries) return drop('bad-length');
  return { ok: true, report: { seq: header.frameId, clockMs, bytes: view.getUint32(4), entries } };
}

/** Undefined when the entries do not fill the payload to the byte. */
function readEntries(payload: Uint8Array, view: DataView, clockMs: number): ArrivalEntry[] | undefined {
  const count = view.getUint8(8);
  if (count > MAX_REPORT_ENTRIES) return undefined;
  const entries: ArrivalEntry[] = [];
  let at = PREFIX_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > payload.byteLength) return undefined;
    const bitmapBytes = view.getUint8(at + 8);
    const end = at + ENTRY_BYTES + bitmapBytes;
    if (bitmapBytes > MAX_BITMAP_BYTES || end > payload.byteLength) return undefined;
    entries.push({
      frameId: view.getUint32(at),
      firstMs: clockMs - view.getUint16(at + 4) / UNITS_PER_MS,
      lastMs: clockMs - view.getUint16(at + 6) / UNITS_PER_MS,
      bitmap: payload.subarray(at + ENTRY_BYTES, end),
    });
    at = end;
  }
  return at === payload.byteLength ? entries : undefined;
}

function drop(reason: DropReason): ReportRead {
  return { ok: false, reason };
}
