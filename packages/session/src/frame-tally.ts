import { FRAME_STAGES, type FrameStage, type StageDurations } from './frame-stages.ts';
import { Histogram, type Percentiles } from './histogram.ts';

export type FrameOutcome = 'upscaled' | 'local' | 'lost';

export interface FrameCounts {
  readonly sent: number;
  readonly upscaled: number;
  readonly local: number;
  readonly lost: number;
  /** Upscaled and shown within the deadline. */
  readonly onTime: number;
}

export interface FrameSummary {
  /** On the ledger's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly frames: FrameCounts;
  /** Share of the frames shown or lost that were upscaled in time, 0..1; 1 when there were none. */
  readonly onTimeShare: number;
  /** Longest time between two frames shown. */
  readonly largestGapMs: number;
  readonly stagesMs: Readonly<Record<FrameStage, Percentiles>>;
}

/** Counts and histograms over some stretch of time. A fixed size, however long it is. */
export class FrameTally {
  #fromMs: number;
  #counts = { sent: 0, upscaled: 0, local: 0, lost: 0, onTime: 0 };
  #largestGapMs = 0;
  readonly #stages = new Map<FrameStage, Histogram>(FRAME_STAGES.map((stage) => [stage, new Histogram()]));

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  get fromMs(): number {
    return this.#fromMs;
  }

  sent(): void {
    this.#counts.sent++;
  }

  ended(outcome: FrameOutcome, onTime: boolean, gapMs: number, stages: StageDurations): void {
    this.#counts[outcome]++;
    if (onTime) this.#counts.onTime++;
    this.#largestGapMs = Math.max(this.#largestGapMs, gapMs);
    for (const [stage, ms] of Object.entries(stages)) this.#stages.get(stage as FrameStage)?.add(ms);
  }

  merge(other: FrameTally): void {
    for (const name of Object.keys(this.#counts) as (keyof FrameCounts)[]) {
      this.#counts[name] += other.#counts[name];
    }
    this.#largestGapMs = Math.max(this.#largestGapMs, other.#largestGapMs);
    for (const [stage, histogram] of this.#stages) histogram.merge(other.#stages.get(stage)!);
  }

  /** Starts over at `fromMs`. */
  clear(fromMs: number): void {
    this.#fromMs = fromMs;
    this.#counts = { sent: 0, upscaled: 0, local: 0, lost: 0, onTime: 0 };
    this.#largestGapMs = 0;
    for (const histogram of this.#stages.values()) histogram.clear();
  }

  summary(toMs: number): FrameSummary {
    const { upscaled, local, lost, onTime } = this.#counts;
    const ended = upscaled + local + lost;
    const stages = [...this.#stages].map(([stage, histogram]) => [stage, histogram.percentiles()]);
    return {
      fromMs: this.#fromMs,
      toMs,
      frames: { ...this.#counts },
      onTimeShare: ended === 0 ? 1 : onTime / ended,
      largestGapMs: this.#largestGapMs,
      stagesMs: Object.fromEntries(stages) as Record<FrameStage, Percentiles>,
    };
  }
}
