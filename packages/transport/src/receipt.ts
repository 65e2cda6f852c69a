/**
 * A receipt: the helper's word, sent at once, that all packets of a frame or an order have come. One packet of kind `receipt` with the
 * frame's id and two bytes:
 *
 * ```
 * +---------------+---------------+
 * | queue length  |  reserved: 0  |
 * +---------------+---------------+
 * ```
 *
 * It may be lost like any packet, and nobody repeats it: a frame that stays without one is a frame that may not have come.
 */

import type { DropReason } from './drop-reason.ts';
import { PACKET_KIND, type PacketHeader, readPacket } from './packet.ts';
import type { OutgoingFrame } from './packetizer.ts';

export interface Receipt {
  /** u32. */
  readonly frameId: number;
  /** u8: orders at the helper when it wrote this, the one under way with them, this one not. */
  readonly queueLength: number;
}

export interface OutgoingReceipt extends Receipt {
  readonly epoch: number;
}

export type ReceiptRead =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly reason: DropReason };

const RECEIPT_BYTES = 2;

/** The receipt as a sender takes it; it makes one packet. */
export function receiptFrame({ epoch, frameId, queueLength }: OutgoingReceipt): OutgoingFrame {
  const payload = Uint8Array.of(Math.min(0xff, queueLength), 0);
  const fields = { region: 0, key: false, work: false, captureTimeUs: 0 };
  return { kind: PACKET_KIND.receipt, epoch, frameId, ...fields, payload };
}

/** Reads and checks a packet that should be a receipt of this pairing. Never throws. */
export function readReceipt(packet: Uint8Array, epoch: number): ReceiptRead {
  const read = readPacket(packet);
  if (!read.ok) return read;
  const { header, payload } = read;
  const reason = faultOf(header, epoch) ?? (payload[1] === 0 ? undefined : 'bad-flags');
  if (reason) return { ok: false, reason };
  return { ok: true, receipt: { frameId: header.frameId, queueLength: payload[0]! } };
}

function faultOf(header: PacketHeader, epoch: number): DropReason | undefined {
  if (header.kind !== PACKET_KIND.receipt) return 'foreign-kind';
  if (header.epoch !== epoch) return 'foreign-epoch';
  const alone = header.dataCount === 1 && header.parityCount === 0;
  return alone && header.frameBytes === RECEIPT_BYTES ? undefined : 'bad-counts';
}
