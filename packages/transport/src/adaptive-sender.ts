import { FrameSender, type FrameSenderStats, type PacketChannel, type SendResult } from './frame-sender.ts';
import { PacedChannel, type PacingClock } from './paced-channel.ts';
import { PacingChoice } from './pacing-choice.ts';
import { type OutgoingFrame, shardCount } from './packetizer.ts';
import { parityFor } from './parity-choice.ts';
import { PathMeter, type PathState } from './path-meter.ts';
import { RateController, type RateLimits } from './rate-controller.ts';
import { readReport } from './report.ts';

export interface AdaptiveSenderOptions {
  readonly channel: PacketChannel;
  readonly epoch: number;
  /** Bytes that may wait in the channel when a new frame comes. */
  readonly gateBytes: number;
  readonly rate: RateLimits;
  readonly clock: PacingClock;
}

/**
 * Sends frames as the path can take them: with parity for the loss that was measured, spread over time where a short queue would drop their ends,
 * and a rate for the encoder to follow. Without reports from the other side it sends as it was told at the start.
 */
export class AdaptiveSender {
  readonly #epoch: number;
  readonly #paced: PacedChannel;
  readonly #sender: FrameSender;
  readonly #aside: FrameSender;
  readonly #pacing = new PacingChoice();
  readonly #meter = new PathMeter();
  readonly #rate: RateController;
  #state: PathState;
  #parityShare = 0;
  #badReports = 0;

  constructor({ channel, epoch, gateBytes, rate, clock }: AdaptiveSenderOptions) {
    this.#epoch = epoch;
    this.#paced = new PacedChannel(channel, clock);
    this.#sender = new FrameSender(this.#paced, { gateBytes });
    this.#aside = new FrameSender(channel, { gateBytes });
    this.#rate = new RateController(rate);
    this.#state = this.#meter.state();
  }

  /** As of the last report. */
  get path(): PathState {
    return this.#state;
  }

  /** All packets counted, parity too. */
  get targetBps(): number {
    return this.#rate.targetBps;
  }

  /** What an encoder may produce, so that with parity it is the target. */
  get payloadBps(): number {
    return Math.round(this.#rate.targetBps / (1 + this.#parityShare));
  }

  /** Parity packets for each data packet, lately. */
  get parityShare(): number {
    return this.#parityShare;
  }

  /** Bits a second at which packets leave; undefined: a frame's all at once. */
  get pacedBps(): number | undefined {
    return this.#paced.rateBps;
  }

  set limits(limits: RateLimits) {
    this.#rate.limits = limits;
  }

  /** Counts frames of the stream, and nothing beside it. */
  stats(): FrameSenderStats & { readonly reports: number; readonly badReports: number } {
    return { ...this.#sender.stats(), reports: this.#meter.reports, badReports: this.#badReports };
  }

  /** A frame of the stream: metered, and with parity. */
  send(frame: OutgoingFrame, nowMs: number): SendResult {
    const shards = shardCount(frame.payload.byteLength);
    const parityCount = parityFor(shards, this.#state.loss);
    const result = this.#sender.send({ ...frame, parityCount });
    if (result.type !== 'sent') return result;
    this.#parityShare += 0.1 * (parityCount / shards - this.#parityShare);
    const { packets, bytes } = result;
    const { rateBps } = this.#paced;
    const leavesInMs = rateBps === undefined ? 0 : (((packets - 1) / packets) * bytes * 8000) / rateBps;
    this.#meter.sent(frame.frameId, { packets, bytes, leavesInMs }, nowMs);
    return result;
  }

  /** Something small beside the stream: an order, a receipt, a report. It waits for nothing. */
  sendAside(frame: OutgoingFrame): SendResult {
    return this.#aside.send(frame);
  }

  /** Takes a packet of any content that claims to be a report. */
  report(packet: Uint8Array, nowMs: number): void {
    const read = readReport(packet, this.#epoch);
    if (!read.ok || !this.#meter.report(read.report)) {
      this.#badReports += 1;
      return;
    }
    this.#state = this.#meter.state();
    this.#rate.update(this.#state, nowMs);
    this.#pace(this.#pacing.update(this.#state, nowMs));
  }

  #pace(bps: number | undefined): void {
    if (bps !== undefined && this.#paced.rateBps === undefined) this.#meter.forgetLoss();
    this.#paced.rateBps = bps;
  }
}
