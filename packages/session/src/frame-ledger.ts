import type { StageDurations } from './frame-stages.ts';
import { type FrameOutcome, type FrameSummary, FrameTally } from './frame-tally.ts';

/** Frames followed at once; the presenter holds a dozen. Older ones were forgotten by someone. */
const MAX_OPEN_FRAMES = 64;

export interface FrameLedgerOptions {
  /** From capture to screen: an upscaled frame shown within it is on time. */
  readonly deadlineMs: number;
  /** Length of the rolling window for the overlay, in seconds; 5 by default. */
  readonly windowSeconds?: number;
  /** Start of the account. */
  readonly nowMs: number;
}

interface OpenFrame {
  readonly captureMs: number;
  readonly stages: StageDurations;
}

/**
 * The account of a stream, on the gamer's clock: what became of each frame and where its time went. Three views of the same frames:
 * the last second (for the journal), a rolling window (for the overlay), the whole run (for the report).
 */
export class FrameLedger {
  readonly #deadlineMs: number;
  readonly #open = new Map<number, OpenFrame>();
  readonly #run: FrameTally;
  readonly #second: FrameTally;
  /** The last full seconds, in a ring. */
  readonly #window: FrameTally[];
  #windowAt = 0;
  #lastShownMs: number | undefined;

  constructor({ deadlineMs, windowSeconds = 5, nowMs }: FrameLedgerOptions) {
    this.#deadlineMs = deadlineMs;
    this.#run = new FrameTally(nowMs);
    this.#second = new FrameTally(nowMs);
    this.#window = Array.from({ length: windowSeconds }, () => new FrameTally(nowMs));
  }

  /** A frame went out, or to the local scaler. */
  sent(frameId: number, captureMs: number): void {
    this.#open.set(frameId, { captureMs, stages: {} });
    this.#run.sent();
    this.#second.sent();
    if (this.#open.size <= MAX_OPEN_FRAMES) return;
    const [oldest] = this.#open.keys();
    this.#open.delete(oldest!);
  }

  /** Durations of some of a frame's stages, in ms, as they become known. */
  stages(frameId: number, durations: StageDurations): void {
    const frame = this.#open.get(frameId);
    if (frame) Object.assign(frame.stages, durations);
  }

  /** A frame was shown or lost. Its whole time runs from capture to `nowMs`; stages count for upscaled frames only. */
  ended(frameId: number, outcome: FrameOutcome, nowMs: number): void {
    const frame = this.#open.get(frameId);
    if (!frame) return;
    this.#open.delete(frameId);
    const totalMs = nowMs - frame.captureMs;
    const onTime = outcome === 'upscaled' && totalMs <= this.#deadlineMs;
    const gapMs = outcome === 'lost' ? 0 : this.#gapTo(nowMs);
    const stages = outcome === 'upscaled' ? { ...frame.stages, total: totalMs } : {};
    this.#run.ended(outcome, onTime, gapMs, stages);
    this.#second.ended(outcome, onTime, gapMs, stages);
  }

  /** Call once a second: the summary since the last call, which then enters the rolling window. */
  takeSecond(nowMs: number): FrameSummary {
    const summary = this.#second.summary(nowMs);
    const slot = this.#window[this.#windowAt]!;
    slot.clear(summary.fromMs);
    slot.merge(this.#second);
    this.#windowAt = (this.#windowAt + 1) % this.#window.length;
    this.#second.clear(nowMs);
    return summary;
  }

  /** The last full seconds and the one under way. */
  rolling(nowMs: number): FrameSummary {
    const oldestMs = Math.min(...this.#window.map((tally) => tally.fromMs));
    const sum = new FrameTally(oldestMs);
    for (const tally of this.#window) sum.merge(tally);
    sum.merge(this.#second);
    return sum.summary(nowMs);
  }

  /** The whole run so far. */
  report(nowMs: number): FrameSummary {
    return this.#run.summary(nowMs);
  }

  #gapTo(nowMs: number): number {
    const gapMs = this.#lastShownMs === undefined ? 0 : nowMs - this.#lastShownMs;
    this.#lastShownMs = nowMs;
    return gapMs;
  }
}
