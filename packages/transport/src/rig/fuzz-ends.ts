/**
 * A hostile network for both ends of a link: true packets arrive beside truncated, changed, repeated, foreign and invented ones. What
 * may never happen is checked as it goes.
 * @module
 */
import { AdaptiveSender } from '../adaptive-sender.ts';
import { ArrivalLog } from '../arrival-log.ts';
import { readDownlinkPayload } from '../downlink-payload.ts';
import { PACKET_KIND, readPacket } from '../packet.ts';
import { type OutgoingFrame, packetize } from '../packetizer.ts';
import { type Random, seededRandom } from '../random.ts';
import { Reassembler } from '../reassembler.ts';
import { receiptFrame } from '../receipt.ts';
import { ReceiptBook } from '../receipt-book.ts';
import { MAX_REPORT_ENTRIES, reportFrame } from '../report.ts';
import { readUplinkPayload } from '../uplink-payload.ts';
import { SimulatedClock } from './simulated-clock.ts';

const EPOCH = 7;
const MAX_BYTES = 1 << 18;
const LIMITS = { maxFrames: 16, maxFrameBytes: 1 << 16, maxBytes: MAX_BYTES };
/** Packets kept to be repeated or spoilt later. */
const KEPT = 256;
const RATE = { startBps: 1e6, minBps: 1e5, maxBps: 1e7 };
const GATE_BYTES = 96 << 10;
const FRAME_MS = 16;
/** The first four packets came. */
const ENDS_LOST = Uint8Array.of(0b1111);

export interface FuzzCount {
  readonly packets: number;
  readonly hostile: number;
  readonly frames: number;
  readonly dropped: number;
  readonly peakPendingBytes: number;
  /** In so many the sender spread its packets. */
  readonly pacedRounds: number;
}

export class FuzzEnds {
  readonly #random: Random;
  /** With every other seed the receiver never tells the truth: all that it says is that the ends of frames are lost. */
  readonly #liar: boolean;
  readonly #reassembler = new Reassembler({ kind: PACKET_KIND.uplink, epoch: EPOCH, ...LIMITS });
  readonly #log = new ArrivalLog(PACKET_KIND.uplink, EPOCH);
  readonly #receipts = new ReceiptBook(EPOCH);
  readonly #sender: AdaptiveSender;
  readonly #outgoing: Uint8Array[] = [];
  readonly #kept: Uint8Array[] = [];
  /** Frames sent lately: what is delivered under their name must be the same to the byte. */
  readonly #sent = new Map<number, Uint8Array>();
  readonly #clock = new SimulatedClock();
  #nowMs = 0;
  #frameId = 0;
  #hostile = 0;
  #frames = 0;
  #leftBytes = 0;
  #pacedRounds = 0;
  #receiptsTaken = 0;
  #peakPendingBytes = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#liar = seed % 2 === 0;
    const channel = {
      bufferedAmount: 0,
      readyState: 'open',
      send: (packet: Uint8Array) => {
        this.#leftBytes += packet.byteLength;
        this.#outgoing.push(packet);
      },
    };
    const clock = this.#clock;
    this.#sender = new AdaptiveSender({ channel, epoch: EPOCH, gateBytes: GATE_BYTES, rate: RATE, clock });
  }

  count(): FuzzCount {
    const { packets, dropped } = this.#reassembler.stats();
    return {
      packets,
      hostile: this.#hostile,
      frames: this.#frames,
      dropped: Object.values(dropped).reduce((sum, each) => sum + each, 0),
      peakPendingBytes: this.#peakPendingBytes,
      pacedRounds: this.#pacedRounds,
    };
  }

  /** One frame's time. @returns what was found broken, or undefined */
  round(): string | undefined {
    this.#nowMs += FRAME_MS;
    this.#clock.tick(this.#nowMs);
    this.#send();
    const all = this.#outgoing.splice(0).flatMap((packet) => [packet, ...this.#hostileLike(packet)]);
    for (const packet of shuffled(all, this.#random)) {
      const broken = this.#receive(packet);
      if (broken) return broken;
    }
    this.#reassembler.expire(this.#nowMs);
    const report = this.#liar ? undefined : this.#log.take(this.#nowMs);
    const answers = report ? packetize(reportFrame(EPOCH, report)) : [];
    answers.push(...packetize(receiptFrame({ epoch: EPOCH, frameId: this.#frameId, queueLength: 0 })));
    for (const packet of answers.flatMap((each) => [each, ...this.#hostileLike(each)])) this.#answer(packet);
    if (this.#liar || this.#random() < 0.5) this.#answer(this.#lie());
    return this.#brokenState();
  }

  #send(): void {
    this.#frameId += 1;
    const payload = this.#bytes(1 + Math.floor(this.#random() ** 3 * 30_000));
    this.#sent.set(this.#frameId, payload);
    this.#sent.delete(this.#frameId - 64);
    this.#receipts.sent(this.#frameId, this.#nowMs);
    this.#sender.send(this.#frame(payload), this.#nowMs);
  }

  #frame(payload: Uint8Array): OutgoingFrame {
    const key = this.#random() < 0.1;
    const fields = { region: 0, key, work: this.#random() < 0.5, captureTimeUs: this.#nowMs * 1000 };
    return { kind: PACKET_KIND.uplink, epoch: EPOCH, frameId: this.#frameId, ...fields, payload };
  }

  /** Spoilt copies of a packet, and things that never were one. A changed shard of a true frame is left out: DTLS sees to those. */
  #hostileLike(packet: Uint8Array): Uint8Array[] {
    this.#kept.push(packet);
    if (this.#kept.length > KEPT) this.#kept.shift();
    const old = this.#kept[Math.floor(this.#random() * this.#kept.length)]!;
    const hostile = [
      packet.slice(),
      old.slice(),
      packet.slice(0, Math.floor(this.#random() * packet.byteLength)),
      this.#withHeaderByte(packet),
      this.#otherEpoch(packet),
      this.#bytes(Math.floor(this.#random() * 1_200)),
      this.#claim(packet),
    ].filter(() => this.#random() < 0.4);
    this.#hostile += hostile.length;
    return hostile;
  }

  /** One byte of the header that decides whether it is ours at all, changed. */
  #withHeaderByte(packet: Uint8Array): Uint8Array {
    const spoilt = packet.slice();
    const at = [0, 1, 2, 3, 15][Math.floor(this.#random() * 5)]!;
    spoilt[at]! ^= 1 << Math.floor(this.#random() * 8);
    return spoilt;
  }

  #otherEpoch(packet: Uint8Array): Uint8Array {
    const other = packet.slice();
    other[3] = EPOCH + 1;
    return other;
  }

  /** A well-formed start of a frame far in the future, which will never be completed. */
  #claim(packet: Uint8Array): Uint8Array {
    const claim = packet.slice();
    new DataView(claim.buffer).setUint32(4, this.#frameId + 1 + Math.floor(this.#random() * 1000));
    return claim;
  }

  /** A report in good order of things that never were, or were otherwise. */
  #lie(): Uint8Array {
    this.#hostile += 1;
    const entries = Array.from({ length: Math.floor(this.#random() * MAX_REPORT_ENTRIES) }, () => {
      const frameId = Math.max(0, this.#frameId - Math.floor(this.#random() * 20) + 2);
      const agoMs = this.#liar ? (this.#frameId - frameId) * FRAME_MS : this.#random() * 400;
      const firstMs = this.#nowMs - Math.max(0, agoMs);
      const bitmap = this.#liar ? ENDS_LOST : this.#bytes(Math.floor(this.#random() * 6));
      return { frameId, firstMs, lastMs: firstMs + this.#random() * 50, bitmap };
    });
    const seq = this.#frameId + Math.floor(this.#random() * 3);
    const report = { seq, clockMs: this.#nowMs, bytes: Math.floor(this.#random() * 2 ** 32), entries };
    return packetize(reportFrame(EPOCH, report))[0]!;
  }

  #receive(packet: Uint8Array): string | undefined {
    this.#log.packet(packet, this.#nowMs);
    readPacket(packet);
    const result = this.#reassembler.accept(packet.slice(), this.#nowMs);
    this.#peakPendingBytes = Math.max(this.#peakPendingBytes, this.#reassembler.stats().pendingBytes);
    if (result.type !== 'frame') return undefined;
    this.#frames += 1;
    readUplinkPayload(result.frame.payload);
    readDownlinkPayload(result.frame.payload);
    const { frameId, payload } = result.frame;
    const sent = this.#sent.get(frameId);
    if (sent && frameId <= this.#frameId && !sameBytes(sent, payload))
      return `frame ${frameId} is not what was sent`;
    return undefined;
  }

  #answer(packet: Uint8Array): void {
    this.#sender.report(packet, this.#nowMs);
    if (this.#receipts.accept(packet, this.#nowMs).type === 'receipt') this.#receiptsTaken += 1;
  }

  #brokenState(): string | undefined {
    const { pendingBytes, pendingFrames } = this.#reassembler.stats();
    if (pendingBytes > MAX_BYTES || pendingFrames > LIMITS.maxFrames)
      return `${pendingBytes} bytes and ${pendingFrames} frames are held`;
    if (this.#receiptsTaken > this.#frameId) return 'more receipts were taken than frames sent';
    const { targetBps, payloadBps, pacedBps = RATE.minBps } = this.#sender;
    const waitingBytes = this.#sender.stats().bytes - this.#leftBytes;
    if (this.#sender.pacedBps !== undefined) this.#pacedRounds += 1;
    if (waitingBytes > GATE_BYTES + LIMITS.maxFrameBytes) return `${waitingBytes} bytes wait to leave`;
    if (!(pacedBps >= RATE.minBps)) return `packets leave at ${pacedBps} bits a second`;
    const within = targetBps >= RATE.minBps && targetBps <= RATE.maxBps && payloadBps > 0;
    return within ? undefined : `the rate is ${targetBps}`;
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.#random() * 256));
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
