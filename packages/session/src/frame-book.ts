import { REMEMBERED_FRAMES } from './dispatch-constants.ts';
import { type Attempt, type FrameState, isOver, isWaiting } from './frame-state.ts';
import type { LinkState } from './link-state.ts';

/** The dispatcher's frames: those under way, and for a while those that are over, so that a late result has a name. */
export class FrameBook {
  readonly #unfinished = new Map<number, FrameState>();
  readonly #over = new Map<number, FrameState>();

  open(frameId: number, deadlineAtMs: number, share: number): FrameState {
    const frame: FrameState = {
      frameId,
      deadlineAtMs,
      share,
      attempts: [],
      hedged: false,
      outcome: 'open',
    };
    this.#unfinished.set(frameId, frame);
    return frame;
  }

  /** Something is due for it again. */
  reopen(frame: FrameState): void {
    this.#over.delete(frame.frameId);
    this.#unfinished.set(frame.frameId, frame);
    frame.outcome = 'open';
  }

  find(frameId: number): FrameState | undefined {
    return this.#unfinished.get(frameId) ?? this.#over.get(frameId);
  }

  /** Orders that one helper has not answered, oldest first, with their frames. */
  *waitingAt(link: LinkState): Iterable<[FrameState, Attempt]> {
    for (const frame of this.#unfinished.values())
      for (const attempt of frame.attempts)
        if (attempt.link === link && isWaiting(attempt)) yield [frame, attempt];
  }

  /** Safe to change while it is walked. */
  unfinished(): Iterable<FrameState> {
    return this.#unfinished.values();
  }

  /** Puts a frame away when nothing more is due for it. */
  tidy(frame: FrameState): void {
    if (!isOver(frame) || !this.#unfinished.delete(frame.frameId)) return;
    this.#over.set(frame.frameId, frame);
    if (this.#over.size <= REMEMBERED_FRAMES) return;
    const [oldest] = this.#over.keys();
    this.#over.delete(oldest!);
  }

  /** The next missing receipt, hedge, timeout or deadline. */
  nextWakeMs(): number {
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const frame of this.#unfinished.values()) {
      if (frame.outcome === 'open') wakeMs = Math.min(wakeMs, frame.deadlineAtMs);
      for (const attempt of frame.attempts) {
        if (!isWaiting(attempt)) continue;
        wakeMs = Math.min(wakeMs, attempt.receiptDueAtMs, attempt.hedgeAtMs, attempt.timeoutAtMs);
      }
    }
    return wakeMs;
  }
}
