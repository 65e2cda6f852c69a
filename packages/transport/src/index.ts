/**
 * What moves frames between two ends: packets, reassembly, payload layouts, sender gate, stream order, clock estimates. Pure: no
 * sockets, no timers, time is an argument.
 *
 * @module
 */

export { AdaptiveSender, type AdaptiveSenderOptions } from './adaptive-sender.ts';
export { ArrivalLog, REPORT_EVERY_MS } from './arrival-log.ts';
export { type BroadcastLink, broadcastRateBps } from './broadcast-rate.ts';
export { ClockSync, type PongSample } from './clock-sync.ts';
export {
  DOWNLINK_PREFIX_BYTES,
  type DownlinkPayload,
  type ResultTimings,
  readDownlinkPayload,
  writeDownlinkPayload,
} from './downlink-payload.ts';
export { DROP_REASONS, type DropReason } from './drop-reason.ts';
export { encodeParity, MAX_FEC_SHARDS, type ParityPacket, recoverShards } from './fec.ts';
export {
  FrameSender,
  type FrameSenderOptions,
  type FrameSenderStats,
  type PacketChannel,
  type SendResult,
} from './frame-sender.ts';
export { type Delivery, type Impairment, LossyPipe } from './impair.ts';
export { type LossEstimate, LossMeter } from './loss-meter.ts';
export { burstsOf, type LossConditions } from './loss-model.ts';
export { type Alarm, PacedChannel, type PacingClock } from './paced-channel.ts';
export { PacingChoice, type PacingSigns } from './pacing-choice.ts';
export {
  MAX_PACKET_BYTES,
  PACKET_HEADER_BYTES,
  PACKET_KIND,
  PACKET_VERSION,
  type PacketHeader,
  type PacketKind,
  type PacketRead,
  peekKind,
  readPacket,
  writeHeader,
} from './packet.ts';
export { type OutgoingFrame, packetize } from './packetizer.ts';
export { frameLossWith, type ParityGoal, parityFor } from './parity-choice.ts';
export type { AssembledFrame } from './partial-frame.ts';
export { PathMeter, type PathState, type SentAs } from './path-meter.ts';
export type { PayloadFault, PayloadRead } from './payload-read.ts';
export { QualityLadder, type StreamQuality } from './quality-ladder.ts';
export { exponential, type Random, seededRandom } from './random.ts';
export { RateController, type RateLimits } from './rate-controller.ts';
export {
  type AcceptResult,
  Reassembler,
  type ReassemblerOptions,
  type ReassemblerStats,
} from './reassembler.ts';
export {
  type OutgoingReceipt,
  type Receipt,
  type ReceiptRead,
  readReceipt,
  receiptFrame,
} from './receipt.ts';
export { ReceiptBook, type ReceiptResult, type ReceiptStats } from './receipt-book.ts';
export { type ArrivalEntry, type Report, type ReportRead, readReport, reportFrame } from './report.ts';
export { RESULT_STATUS, type ResultStatus, resultStatusOf } from './result-status.ts';
export {
  type GuardedFrame,
  type GuardVerdict,
  StreamGuard,
  type StreamGuardOptions,
} from './stream-guard.ts';
export { StripeCount, type StripeSigns, stripesNeeded } from './stripe-count.ts';
export { MAX_STRIPES, StripedChannel } from './striped-channel.ts';
export { TransportError, type TransportErrorReason } from './transport-error.ts';
export {
  type Band,
  MAX_SIDE_PX,
  readUplinkPayload,
  UPLINK_PREFIX_BYTES,
  type UplinkPayload,
  type WorkOrder,
  writeUplinkPayload,
} from './uplink-payload.ts';
