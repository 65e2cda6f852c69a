/**
 * A whole stream in numbers: what the demo prints and writes.
 * @module
 */
import type { Stage } from '../../play/view.ts';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface StreamReport {
  readonly durationMs: number;
  readonly frames: {
    readonly sent: number;
    readonly upscaled: number;
    readonly local: number;
    readonly lost: number;
    /** Of the upscaled: made by several helpers, a band each. */
    readonly split: number;
    /** Of the upscaled: brought back towards the captured frame. */
    readonly corrected: number;
    /** Helpers' pictures, and bands of some, that showed something else than the captured frame; not shown. */
    readonly wrong: number;
    /** Same as the one before: not sent. */
    readonly still: number;
  };
  /** Upscaled by a helper and shown within the deadline, of all sent. */
  readonly onTimeShare: number;
  readonly deadlineMs: number;
  /** From captured to shown. */
  readonly latencyMs: Spread;
  readonly stagesMs: Readonly<Partial<Record<Stage, Spread>>>;
  /** Longest time between two shown frames, of any kind. */
  readonly largestGapMs: number;
  readonly hedges: number;
  /** Of these, hedges whose first helper was the quicker one after all. */
  readonly needlessHedges: number;
  readonly failovers: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly algorithms: readonly string[];
}
