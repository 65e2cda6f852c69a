/**
 * Streams under rate control over one bottleneck, in memory: real packets, reports and controllers, simulated time.
 * @module
 */
import { ArrivalLog } from '../arrival-log.ts';
import { PACKET_KIND } from '../packet.ts';
import { packetize } from '../packetizer.ts';
import { parityFor } from '../parity-choice.ts';
import { PathMeter } from '../path-meter.ts';
import { type Random, seededRandom } from '../random.ts';
import { RateController } from '../rate-controller.ts';
import { readReport, reportFrame } from '../report.ts';
import { Lane, type LaneConditions } from './lane.ts';
import { TcpLikeFlow } from './tcp-like-flow.ts';

export interface SimulationOptions {
  readonly sessions: number;
  readonly fps: number;
  readonly line: LaneConditions;
  readonly startBps: number;
  readonly maxBps: number;
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

interface Envelope {
  arrived(atMs: number): void;
}

class SimulatedSession {
  readonly meter = new PathMeter();
  readonly controller: RateController;
  sentFrames = 0;
  readonly completed = new Set<number>();
  readonly #came = new Map<number, number>();
  readonly #log = new ArrivalLog(PACKET_KIND.uplink, EPOCH);
  readonly #random: Random;
  readonly #startMs: number;
  #nextFrameMs: number;
  #bytesIn = 0;

  constructor(options: SimulationOptions, index: number) {
    this.#random = seededRandom(options.seed * 100 + index);
    this.controller = new RateController({
      startBps: options.startBps,
      minBps: 100_000,
      maxBps: options.maxBps,
    });
    this.#startMs = index * (options.staggerMs ?? 0) + this.#random() * 10;
    this.#nextFrameMs = this.#startMs;
  }

  get bytesIn(): number {
    return this.#bytesIn;
  }

  step(nowMs: number, fps: number, up: Lane<Envelope>, back: Lane<Envelope>): void {
    if (nowMs >= this.#nextFrameMs) {
      this.#nextFrameMs += 1000 / fps;
      this.#sendFrame(nowMs, fps, up);
    }
    const report = this.#log.take(nowMs + CLOCK_OFFSET_MS);
    if (!report) return;
    const [packet] = packetize(reportFrame(EPOCH, report));
    back.send({ arrived: (atMs) => this.#report(packet!, atMs) }, packet!.byteLength, nowMs);
  }

  #sendFrame(nowMs: number, fps: number, up: Lane<Envelope>): void {
    this.sentFrames += 1;
    // Encoders miss their aim from frame to frame, and a key frame is several times as large.
    const noise = this.sentFrames % 300 === 0 ? 3 : 0.7 + 0.6 * this.#random();
    const bytes = Math.max(200, (this.controller.targetBps / 8 / fps) * noise);
    const { loss } = this.meter.state();
    const shards = Math.ceil(bytes / 1076);
    const parityCount = parityFor(shards, loss);
    const payload = new Uint8Array(Math.round((bytes * shards) / (shards + parityCount)));
    const fields = { epoch: EPOCH, region: 0, key: false, work: false, captureTimeUs: 0, parityCount };
    const frameId = this.sentFrames;
    const packets = packetize({ kind: PACKET_KIND.uplink, frameId, payload, ...fields });
    const needed = packets.length - parityCount;
    for (const packet of packets) {
      const arrived = (atMs: number) => this.#arrived(packet, frameId, needed, atMs);
      up.send({ arrived }, packet.byteLength + OVERHEAD_BYTES, nowMs);
    }
    const sentBytes = packets.reduce((sum, packet) => sum + packet.byteLength, 0);
    this.meter.sent(frameId, { packets: packets.length, bytes: sentBytes }, nowMs);
  }

  #arrived(packet: Uint8Array, frameId: number, needed: number, atMs: number): void {
    this.#bytesIn += packet.byteLength + OVERHEAD_BYTES;
    this.#log.packet(packet, atMs + CLOCK_OFFSET_MS);
    const came = (this.#came.get(frameId) ?? 0) + 1;
    this.#came.set(frameId, came);
    if (came >= needed) this.completed.add(frameId);
  }

  #report(packet: Uint8Array, nowMs: number): void {
    const read = readReport(packet, EPOCH);
    if (read.ok && this.meter.report(read.report)) this.controller.update(this.meter.state(), nowMs);
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
  readonly #options: SimulationOptions;
  readonly #back: Lane<Envelope>;
  readonly #queued: { readonly atMs: number; readonly queuedMs: number; readonly bytes: number }[] = [];
  #nowMs = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.sessions = Array.from({ length: options.sessions }, (_, i) => new SimulatedSession(options, i));
    this.line = new Lane(options.line, options.seed);
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
      for (const session of this.sessions)
        session.step(this.#nowMs, this.#options.fps, this.line, this.#back);
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
