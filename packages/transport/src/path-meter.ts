import { DelayTrend, type LineState } from './delay-trend.ts';
import { EndLoss } from './end-loss.ts';
import { type LossEstimate, LossMeter, NO_LOSS } from './loss-meter.ts';
import type { ArrivalEntry, Report } from './report.ts';

/** Frames remembered: over two seconds at 60 fps, far beyond the age of any report. */
const MAX_FRAMES = 128;
/** A frame's fate is settled so much after a later one was reported: packets overtake each other by less. */
const SETTLE_MS = 120;
/** What is lost while a queue of this length waits was dropped at its end: less sending helps there, and parity would only lengthen it. */
const QUEUE_LOSS_MS = 25;
/** Delivery is measured over this much of the receiver's time. */
const RATE_WINDOW_MS = 500;
/** Packets that make a train: with fewer its spread is as coarse as the receiver's timers. */
const TRAIN_PACKETS = 3;
const TRAINS = 24;
/** Older ones tell of a line that may have changed, unless frames are so rare that there are hardly any others. */
const TRAIN_AGE_MS = 1_500;
const LEAST_TRAINS = 6;
/**
 * A train whose first packet was later than others' by this much tells nothing: a receiver that was busy reads several packets at once,
 * as if the line carried any amount.
 */
const LATE_MS = 3;
/** Packets that arrive over less than so much of the time in which they left were not held up by the line. */
const HELD_UP = 1.1;

interface Train {
  readonly sentMs: number;
  readonly bps: number;
}

interface SentFrame {
  readonly sentMs: number;
  readonly packets: number;
  readonly bytes: number;
  readonly leavesInMs: number;
  came: Uint8Array | undefined;
  /** The first packet came, or was read, later than those of the frames around it. */
  late: boolean;
  /** The first packet's delay is taken once, and so is the train's spread, when the frame settles. */
  spreadMs: number;
}

export interface PathState {
  readonly line: LineState;
  /** Waiting time that every packet meets, ms. */
  readonly standingMs: number;
  readonly loss: LossEstimate;
  /** Share of packets lost, nothing assumed, and whatever waited: a connection whose congestion window collapsed looks like a full line. */
  readonly seenLossRate: number;
  /** Bits a second that arrived lately, by the receiver's count. */
  readonly deliveredBps: number | undefined;
  /** Bits a second that the path carried while a frame's packets came one right after another; undefined before any has. */
  readonly capacityBps: number | undefined;
  /** What is lost are the ends of frames, with no queue waiting: a short one drops them. */
  readonly endsLost: boolean;
}

/** A frame as it left. */
export interface SentAs {
  readonly packets: number;
  /** With headers and parity. */
  readonly bytes: number;
  /** From the first packet to the last, when they do not leave at once. */
  readonly leavesInMs?: number;
}

/**
 * The sender's side of reports: joins what it sent with what the receiver saw. A report may come twice, late or never, and may lie: it
 * can only speak of frames and packets that were sent.
 */
export class PathMeter {
  readonly #frames = new Map<number, SentFrame>();
  #loss = new LossMeter();
  readonly #seenLoss = new LossMeter(NO_LOSS);
  readonly #endLoss = new EndLoss();
  readonly #trend = new DelayTrend();
  readonly #trains: Train[] = [];
  readonly #received: { readonly clockMs: number; readonly bytes: number }[] = [];
  #lastSeq = 0;
  #reports = 0;

  /** A frame has left. */
  sent(frameId: number, { packets, bytes, leavesInMs = 0 }: SentAs, nowMs: number): void {
    this.#frames.delete(frameId);
    const fate = { came: undefined, late: false, spreadMs: 0 };
    this.#frames.set(frameId, { packets, bytes, leavesInMs, sentMs: nowMs, ...fate });
    if (this.#frames.size > MAX_FRAMES) this.#frames.delete(this.#frames.keys().next().value!);
  }

  /** @returns false for a report that is older than one already taken: the line has moved on since */
  report(report: Report): boolean {
    if (report.seq <= this.#lastSeq) return false;
    this.#lastSeq = report.seq;
    this.#reports += 1;
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const entry of report.entries) {
      const frame = this.#frames.get(entry.frameId);
      if (!frame) continue;
      this.#note(frame, entry);
      newestMs = Math.max(newestMs, frame.sentMs);
    }
    this.#settle(newestMs - SETTLE_MS);
    this.#received.push({ clockMs: report.clockMs, bytes: report.bytes });
    while (this.#received.length > 2 && report.clockMs - this.#received[1]!.clockMs >= RATE_WINDOW_MS)
      this.#received.shift();
    return true;
  }

  /** From now on packets leave in another way: what was lost before tells nothing of what will be. */
  forgetLoss(): void {
    this.#loss = new LossMeter();
  }

  get reports(): number {
    return this.#reports;
  }

  state(): PathState {
    return {
      line: this.#trend.state,
      standingMs: this.#trend.standingMs,
      loss: this.#loss.estimate(),
      seenLossRate: this.#seenLoss.estimate().rate,
      deliveredBps: this.#deliveredBps(),
      capacityBps: this.#capacityBps(),
      endsLost: this.#endLoss.certain,
    };
  }

  #capacityBps(): number | undefined {
    return upperQuartile(this.#trains.map(({ bps }) => bps));
  }

  #note(frame: SentFrame, { firstMs, lastMs, bitmap }: ArrivalEntry): void {
    if (!frame.came) {
      frame.came = new Uint8Array(Math.ceil(frame.packets / 8));
      this.#trend.add(firstMs, firstMs - frame.sentMs);
      frame.late = this.#isLate(firstMs - frame.sentMs);
    }
    const length = Math.min(bitmap.byteLength, frame.came.byteLength);
    for (let i = 0; i < length; i++) frame.came[i]! |= bitmap[i]!;
    frame.spreadMs = lastMs - firstMs;
  }

  /** While a queue fills each frame waits longer than those before, and that is no one's lateness. */
  #isLate(delayMs: number): boolean {
    const { state, quickestMs = delayMs } = this.#trend;
    return state === 'steady' && delayMs > quickestMs + LATE_MS;
  }

  /** Frames sent before `beforeMs`: what has not come of them is lost. */
  #settle(beforeMs: number): void {
    for (const [frameId, frame] of this.#frames) {
      if (frame.sentMs > beforeMs) break;
      this.#frames.delete(frameId);
      const came = Array.from({ length: frame.packets }, (_, i) => hasBit(frame.came, i));
      this.#seenLoss.frame(came);
      if (this.#trend.standingMs < QUEUE_LOSS_MS) {
        this.#loss.frame(came);
        this.#endLoss.frame(came);
      }
      this.#train(frame, came.filter(Boolean).length);
    }
  }

  #train({ sentMs, packets, bytes, leavesInMs, late, spreadMs }: SentFrame, cameCount: number): void {
    if (cameCount < TRAIN_PACKETS || spreadMs <= 0 || late) return;
    // The first packet's own time on the line is not in the spread.
    const bps = (((cameCount - 1) / packets) * bytes * 8000) / spreadMs;
    // Of a train that came as it left only so much is known: the line carries no less.
    if (spreadMs < HELD_UP * leavesInMs && bps < (this.#capacityBps() ?? 0)) return;
    this.#trains.push({ sentMs, bps });
    const tooOld = () =>
      sentMs - this.#trains[0]!.sentMs > TRAIN_AGE_MS && this.#trains.length > LEAST_TRAINS;
    while (this.#trains.length > TRAINS || tooOld()) this.#trains.shift();
  }

  #deliveredBps(): number | undefined {
    const first = this.#received[0];
    const last = this.#received.at(-1);
    if (!first || !last || last.clockMs - first.clockMs < RATE_WINDOW_MS / 2) return undefined;
    return (((last.bytes - first.bytes + 2 ** 32) % 2 ** 32) * 8000) / (last.clockMs - first.clockMs);
  }
}

function hasBit(bitmap: Uint8Array | undefined, index: number): boolean {
  return bitmap !== undefined && (bitmap[index >> 3]! & (1 << (index & 7))) !== 0;
}

/** Trains that were cut short by a busy sender tell too little, hardly one tells too much: hence not the median. */
function upperQuartile(values: readonly number[]): number | undefined {
  if (values.length < 4) return undefined;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.75)];
}
