/**
 * The line under a link, the same at both ends: frames go out with parity and at a rate that the line carries, and what comes in is
 * reported back.
 * @module
 */
import {
  AdaptiveSender,
  ArrivalLog,
  type OutgoingFrame,
  PACKET_KIND,
  type PacingClock,
  type PacketChannel,
  type PacketKind,
  peekKind,
  type RateLimits,
  reportFrame,
  type SendResult,
  StripeCount,
} from '@p2c2g/transport';
import { WakeTimer } from './wake-timer.ts';

export interface LinkLineOptions {
  readonly channel: PacketChannel;
  readonly epoch: number;
  /** The kind of frames that the other side sends. */
  readonly hears: PacketKind;
  /** Bytes that may wait unsent when a new frame comes. */
  readonly gateBytes: number;
  readonly rate: RateLimits;
}

/** What is known of a line, for a person and for the encoder that feeds it. */
export interface LineLook {
  /** Bits a second that the encoder may produce. */
  readonly payloadBps: number;
  readonly targetBps: number;
  /** Of packets, 0..1; includes what is assumed before anything is known. */
  readonly lossShare: number;
  /** Parity packets for each data packet. */
  readonly parityShare: number;
  /** Bits a second at which a frame's packets leave; undefined: all at once. */
  readonly pacedBps: number | undefined;
}

const CLOCK: PacingClock = {
  nowMs: () => performance.now(),
  alarm: (run) => new WakeTimer(run),
};

/** A round trip that is not known yet. */
const USUAL_RTT_MS = 50;

export class LinkLine {
  readonly #channel: PacketChannel;
  readonly #epoch: number;
  readonly #stripes = new StripeCount();
  #goodBps: number;
  #waitingBytes = 0;
  readonly #sender: AdaptiveSender;
  readonly #log: ArrivalLog;

  constructor({ channel, epoch, hears, gateBytes, rate }: LinkLineOptions) {
    this.#channel = channel;
    this.#epoch = epoch;
    this.#goodBps = rate.startBps;
    this.#sender = new AdaptiveSender({ channel, epoch, gateBytes, rate, clock: CLOCK });
    this.#log = new ArrivalLog(hears, epoch);
  }

  get look(): LineLook {
    const { payloadBps, targetBps, parityShare, pacedBps, path } = this.#sender;
    return { payloadBps, targetBps, parityShare, pacedBps, lossShare: path.loss.rate };
  }

  set limits(limits: RateLimits) {
    this.#sender.limits = limits;
    this.#goodBps = limits.startBps;
  }

  /** A frame of the stream. */
  send(frame: OutgoingFrame, nowMs: number): SendResult {
    this.#waitingBytes += 0.1 * (this.#channel.bufferedAmount - this.#waitingBytes);
    return this.#sender.send(frame, nowMs);
  }

  /** Something small beside the stream. */
  sendAside(frame: OutgoingFrame): SendResult {
    return this.#sender.sendAside(frame);
  }

  /**
   * Connections that sending as much as looks good needs at the loss seen. Not as much as goes through: a connection whose window collapsed
   * carries little, and that is when more are needed.
   */
  connections(rttMs: number | undefined, nowMs: number): number {
    const lossRate = this.#sender.path.seenLossRate;
    const rateBps = this.#goodBps;
    const waitingMs = (this.#waitingBytes * 8000) / rateBps;
    return this.#stripes.update({ lossRate, rateBps, rttMs: rttMs ?? USUAL_RTT_MS, waitingMs }, nowMs);
  }

  /** Looks at every packet that comes, and reports when it is time. True: it was a report, and nobody else's business. */
  heard(packet: Uint8Array, nowMs: number): boolean {
    if (peekKind(packet) === PACKET_KIND.report) {
      this.#sender.report(packet, nowMs);
      return true;
    }
    this.#log.packet(packet, nowMs);
    const report = this.#log.take(nowMs);
    if (report) this.#sender.sendAside(reportFrame(this.#epoch, report));
    return false;
  }
}
