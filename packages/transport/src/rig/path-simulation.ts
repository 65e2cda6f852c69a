/**
 * Streams under rate control over one bottleneck, in memory: real packets, reports and controllers, simulated time.
 * @module
 */
import { AdaptiveSender } from '../adaptive-sender.ts';
import { ArrivalLog } from '../arrival-log.ts';
import type { PacingClock } from '../paced-channel.ts';
import { PACKET_KIND } from '../packet.ts';
import { packetize } from '../packetizer.ts';
import { exponential, type Random, seededRandom } from '../random.ts';
import { Reassembler } from '../reassembler.ts';
import { reportFrame } from '../report.ts';
import { Lane, type LaneConditions } from './lane.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { TcpLikeFlow } from './tcp-like-flow.ts';

export interface SimulationOptions {
  readonly sessions: number;
  readonly fps: number;
  readonly line: LaneConditions;
  readonly startBps: number;
  readonly minBps?: number;
  readonly maxBps: number;
  /** Mean size of frames; left out: what the rate allows. */
  readonly frameBytes?: number;
  /** Of the line's capacity, what is used at most. */
  readonly share?: number;
  /** The receiver does something else now and then, and reads nothing meanwhile: for so long on average, this share of its time. */
  readonly receiverBusy?: { readonly meanMs: number; readonly share: number };
  /** Frames leave at once whatever is lost: their senders think every moment late enough. */
  readonly neverPaced?: boolean;
  readonly withTcp?: boolean;
  /** The second and later sessions begin so much later, each after the one before. */
  readonly staggerMs?: number;
  readonly seed: number;
}

/** What SCTP, DTLS, UDP and IP add to each packet of ours. */
const OVERHEAD_BYTES = 93;
/** The receiver has a clock of its own. */
const CLOCK_OFFSET_MS = 5_000;
const EPOCH = 1;
const GATE_BYTES = 96 * 1024;

const ALWAYS_LATE: PacingClock = {
  nowMs: () => Number.POSITIVE_INFINITY,
  alarm: () => ({ set: () => {}, cancel: () => {} }),
};

interface Envelope {
  arrived(atMs: number): void;
}

class SimulatedSession {
  readonly sender: AdaptiveSender;
  sentFrames = 0;
  /** When each frame was sent, and those of them that came whole. */
  readonly sentMs = new Map<number, number>();
  readonly tookMs = new Map<number, number>();
  readonly #clock = new SimulatedClock();
  readonly #reassembler = new Reassembler({ kind: PACKET_KIND.uplink, epoch: EPOCH });
  readonly #log = new ArrivalLog(PACKET_KIND.uplink, EPOCH);
  readonly #options: SimulationOptions;
  readonly #random: Random;
  #nextFrameMs: number;
  #bytesIn = 0;
  readonly #unread: Uint8Array[] = [];
  #busyUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: SimulationOptions, index: number, up: Lane<Envelope>) {
    this.#options = options;
    this.#random = seededRandom(options.seed * 100 + index);
    const send = (packet: Uint8Array) => {
      const arrived = () => this.#unread.push(packet);
      up.send({ arrived }, packet.byteLength + OVERHEAD_BYTES, this.#clock.nowMs());
    };
    this.sender = new AdaptiveSender({
      channel: { bufferedAmount: 0, readyState: 'open', send },
      epoch: EPOCH,
      gateBytes: GATE_BYTES,
      rate: {
        startBps: options.startBps,
        minBps: options.minBps ?? 100_000,
        maxBps: options.maxBps,
        share: options.share,
      },
      clock: options.neverPaced ? ALWAYS_LATE : this.#clock,
    });
    this.#nextFrameMs = index * (options.staggerMs ?? 0) + this.#random() * 10;
  }

  get bytesIn(): number {
    return this.#bytesIn;
  }

  step(nowMs: number, back: Lane<Envelope>): void {
    this.#clock.tick(nowMs);
    if (nowMs >= this.#nextFrameMs) {
      this.#nextFrameMs += 1000 / this.#options.fps;
      this.#sendFrame(nowMs);
    }
    if (this.#isBusy(nowMs)) return;
    for (const packet of this.#unread.splice(0)) this.#read(packet, nowMs);
    const report = this.#log.take(nowMs + CLOCK_OFFSET_MS);
    if (!report) return;
    const [packet] = packetize(reportFrame(EPOCH, report));
    back.send({ arrived: (atMs) => this.sender.report(packet!, atMs) }, packet!.byteLength, nowMs);
  }

  #sendFrame(nowMs: number): void {
    this.sentFrames += 1;
    const frameId = this.sentFrames;
    // Encoders miss their aim from frame to frame, and a key frame is several times as large.
    const noise = frameId % 300 === 0 ? 3 : 0.7 + 0.6 * this.#random();
    const meanBytes = this.#options.frameBytes ?? this.sender.payloadBps / 8 / this.#options.fps;
    const payload = new Uint8Array(Math.round(Math.max(200, meanBytes * noise)));
    const fields = { epoch: EPOCH, region: 0, key: false, work: false, captureTimeUs: 0 };
    this.sender.send({ kind: PACKET_KIND.uplink, frameId, payload, ...fields }, nowMs);
    this.sentMs.set(frameId, nowMs);
  }

  #isBusy(nowMs: number): boolean {
    const { meanMs, share } = this.#options.receiverBusy ?? { meanMs: 0, share: 0 };
    if (share > 0 && nowMs >= this.#busyUntilMs && this.#random() < share / (1 - share) / meanMs)
      this.#busyUntilMs = nowMs + exponential(this.#random, meanMs);
    return nowMs < this.#busyUntilMs;
  }

  #read(packet: Uint8Array, atMs: number): void {
    this.#bytesIn += packet.byteLength + OVERHEAD_BYTES;
    this.#log.packet(packet, atMs + CLOCK_OFFSET_MS);
    const result = this.#reassembler.accept(packet.slice(), atMs);
    if (result.type !== 'frame') return;
    const { frameId } = result.frame;
    this.tookMs.set(frameId, atMs - this.sentMs.get(frameId)!);
  }
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Runs a millisecond at a time; `run` goes on from where it stopped. */
export class PathSimulation {
  readonly sessions: readonly SimulatedSession[];
  readonly line: Lane<Envelope>;
  readonly tcp: TcpLikeFlow | undefined;
  readonly #back: Lane<Envelope>;
  readonly #queued: { readonly atMs: number; readonly queuedMs: number; readonly bytes: number }[] = [];
  #nowMs = 0;

  constructor(options: SimulationOptions) {
    this.line = new Lane(options.line, options.seed);
    this.sessions = Array.from(
      { length: options.sessions },
      (_, i) => new SimulatedSession(options, i, this.line),
    );
    this.#back = new Lane({ delayMs: options.line.delayMs ?? 0 }, options.seed + 1);
    this.line.onServed = (served) => this.#queued.push(served);
    const send = (bytes: number, arrived: (atMs: number) => void) =>
      this.line.send({ arrived }, bytes, this.#nowMs);
    if (options.withTcp) this.tcp = new TcpLikeFlow({ send, ackDelayMs: options.line.delayMs ?? 0 });
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  run(forMs: number): Window {
    const fromMs = this.#nowMs;
    for (const toMs = fromMs + forMs; this.#nowMs < toMs; this.#nowMs++) {
      for (const session of this.sessions) session.step(this.#nowMs, this.#back);
      this.tcp?.tick(this.#nowMs);
      for (const lane of [this.line, this.#back])
        for (const { arrived } of lane.deliverUntil(this.#nowMs)) arrived(this.#nowMs);
    }
    return { fromMs, toMs: this.#nowMs };
  }

  queueP95Ms({ fromMs, toMs }: Window): number {
    const waits = this.#queued.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map((s) => s.queuedMs);
    return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? 0;
  }

  /** Bits a second over the bottleneck, headers counted. */
  servedBps({ fromMs, toMs }: Window): number {
    const served = this.#queued.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return (served.reduce((sum, { bytes }) => sum + bytes, 0) * 8000) / (toMs - fromMs);
  }
}

/** Jain's index of fairness: 1 when all have the same, 1/n when one has everything. */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}
