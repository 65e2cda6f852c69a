/**
 * The stream's account: the session's frame ledger, and what it does not know: bytes, algorithms, still frames.
 * @module
 */
import {
  type DispatcherSnapshot,
  FrameLedger,
  type FrameSummary,
  type ResultVerdict,
  type Show,
  stagesOfResult,
} from '@p2c2g/session';
import type { FrameNote } from './frame-notes.ts';
import type { ArrivedResult } from './gamer-link.ts';
import type { GamerLinks } from './links.ts';
import type { StreamReport } from './stream-report.ts';

/** One p50 a second for the overlay's graph: two minutes. */
const HISTORY_SECONDS = 120;

/** What a helper's picture brought with it. */
export interface ArrivalTimes {
  readonly result: ArrivedResult;
  readonly decodeMs: number;
  readonly decodedAtMs: number;
  /** One whole picture, or the bands of one; of these the times are the last one's. */
  readonly parts: readonly unknown[];
}

export class StreamMeter {
  readonly #ledger: FrameLedger;
  readonly #deadlineMs: number;
  readonly #startedMs = performance.now();
  readonly #algorithms = new Map<string, number>();
  #still = 0;
  #split = 0;
  #corrected = 0;
  #wrong = 0;
  #lastSentMs = performance.now();
  #endedLinkBytes = { up: 0, down: 0 };
  #lastBytes = { up: 0, down: 0 };
  #rates = { up: 0, down: 0 };
  #lastFailovers = 0;
  #latest: FrameSummary;
  readonly latencyHistoryMs: (number | null)[] = [];

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
    this.#ledger = new FrameLedger({ deadlineMs, nowMs: this.#startedMs });
    this.#latest = this.#ledger.report(this.#startedMs);
  }

  /** The last full second. */
  get lastSecond(): FrameSummary {
    return this.#latest;
  }

  /** Bits a second over the last second. */
  get ratesBps(): { readonly up: number; readonly down: number } {
    return this.#rates;
  }

  /** What did most of the work lately. */
  get algorithm(): string | null {
    return [...this.#algorithms].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  }

  /** Pictures so far that several helpers made. */
  get splitFrames(): number {
    return this.#split;
  }

  quietForMs(nowMs: number): number {
    return nowMs - this.#lastSentMs;
  }

  sent(frameId: number, capturedAtMs: number, nowMs: number): void {
    this.#lastSentMs = nowMs;
    this.#ledger.sent(frameId, capturedAtMs);
    this.#ledger.stages(frameId, { capture: nowMs - capturedAtMs });
  }

  still(): void {
    this.#still += 1;
  }

  /** A helper's picture was brought back towards the captured one. */
  corrected(): void {
    this.#corrected += 1;
  }

  /** A helper's picture, or band of one, showed something else than the captured frame. */
  wrong(): void {
    this.#wrong += 1;
  }

  result(algorithm: string, verdict: ResultVerdict): void {
    if (verdict === 'first') this.#algorithms.set(algorithm, (this.#algorithms.get(algorithm) ?? 0) + 1);
  }

  shown(show: Show<ArrivalTimes>, note: FrameNote | undefined, shownMs: number): void {
    if (show.outcome === 'upscaled') {
      const { result, decodeMs, decodedAtMs, parts } = show.payload;
      if (parts.length > 1) this.#split += 1;
      const roundTrip =
        result.sentAtMs === undefined
          ? {}
          : stagesOfResult(result.receivedAtMs - result.sentAtMs, result.payload);
      const encode = note?.encodeMs === undefined ? {} : { encode: note.encodeMs };
      this.#ledger.stages(show.frameId, {
        ...encode,
        ...roundTrip,
        decodeResult: decodeMs,
        present: shownMs - decodedAtMs,
      });
    }
    this.#ledger.ended(show.frameId, show.outcome, shownMs);
  }

  /** A link is gone: its bytes stay in the sum. */
  linkEnded(bytes: { up: number; down: number }): void {
    this.#endedLinkBytes.up += bytes.up;
    this.#endedLinkBytes.down += bytes.down;
  }

  /** Closes the second: the row for the journal, without its session. */
  second(links: GamerLinks, dispatch: DispatcherSnapshot) {
    const summary = this.#ledger.takeSecond(performance.now());
    this.#latest = summary;
    const { total } = summary.stagesMs;
    this.latencyHistoryMs.push(summary.frames.upscaled > 0 ? total.p50 : null);
    if (this.latencyHistoryMs.length > HISTORY_SECONDS) this.latencyHistoryMs.shift();
    const bytes = this.#bytes(links);
    const delta = { up: bytes.up - this.#lastBytes.up, down: bytes.down - this.#lastBytes.down };
    this.#lastBytes = bytes;
    const seconds = Math.max(0.001, (summary.toMs - summary.fromMs) / 1000);
    this.#rates = { up: (delta.up * 8) / seconds, down: (delta.down * 8) / seconds };
    const failovers = dispatch.failovers - this.#lastFailovers;
    this.#lastFailovers = dispatch.failovers;
    const { onTime, ...counts } = summary.frames;
    return {
      frames: { ...counts, on_time: onTime },
      latency_ms: { p50: total.p50, p95: total.p95 },
      bytes_up: delta.up,
      bytes_down: delta.down,
      failovers,
      helpers: links.all.map((link) => ({
        peer_id: link.assign.peer_id,
        frames: link.framesDone,
        failed: link.framesFailed,
        ms_per_frame: link.msPerFrame ?? 0,
        rtt_ms: link.rttMs ?? 0,
      })),
    };
  }

  rolling(): FrameSummary {
    return this.#ledger.rolling(performance.now());
  }

  /** Since the start. */
  total(): FrameSummary {
    return this.#ledger.report(performance.now());
  }

  report(links: GamerLinks, dispatch: DispatcherSnapshot): StreamReport {
    const run = this.total();
    const { total, ...stages } = run.stagesMs;
    const { onTime: _, ...counts } = run.frames;
    const bytes = this.#bytes(links);
    return {
      durationMs: run.toMs - run.fromMs,
      frames: {
        ...counts,
        split: this.#split,
        corrected: this.#corrected,
        wrong: this.#wrong,
        still: this.#still,
      },
      onTimeShare: run.onTimeShare,
      deadlineMs: this.#deadlineMs,
      latencyMs: total,
      stagesMs: stages,
      largestGapMs: run.largestGapMs,
      hedges: dispatch.hedges,
      needlessHedges: dispatch.needlessHedges,
      failovers: dispatch.failovers,
      bytesUp: bytes.up,
      bytesDown: bytes.down,
      algorithms: [...this.#algorithms.keys()],
    };
  }

  #bytes(links: GamerLinks): { up: number; down: number } {
    const sum = { ...this.#endedLinkBytes };
    for (const link of links.all) {
      sum.up += link.bytesUp;
      sum.down += link.bytesDown;
    }
    return sum;
  }
}
