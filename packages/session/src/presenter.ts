/** Why a frame was replaced. */
export type ReplaceReason =
  /** Its deadline passed. */
  | 'deadline'
  /** Too many frames waited behind it. */
  | 'crowded'
  /** The caller said so, with its own word on why. */
  | 'told';

/** What to put on the screen for a frame. Every expected frame gets exactly one, in the order of the frames. */
export type Show<T> =
  | {
      readonly outcome: 'upscaled';
      readonly frameId: number;
      readonly captureMs: number;
      readonly payload: T;
    }
  | {
      readonly outcome: 'local';
      readonly frameId: number;
      readonly captureMs: number;
      readonly reason: ReplaceReason;
    }
  | {
      readonly outcome: 'lost';
      readonly frameId: number;
      readonly captureMs: number;
      readonly reason: ReplaceReason;
    };

export interface PresenterOptions<T> {
  /** From capture: a frame without result by then is replaced. */
  readonly deadlineMs: number;
  /** Frames that may wait, 12 by default: over a third of a second at 30 fps, and a bound on the pictures held. */
  readonly maxPending?: number;
  /** Frees a result that will not be shown (a `VideoFrame` must be closed). */
  readonly discard: (payload: T) => void;
  /** False when the frame cannot be scaled locally either: then it is lost. Always true by default. */
  readonly canReplace?: (frameId: number) => boolean;
}

interface Pending<T> {
  readonly frameId: number;
  readonly captureMs: number;
  result: { readonly payload: T } | undefined;
  replaced: ReplaceReason | undefined;
}

/**
 * Puts frames in order again, on time. A result that comes early waits for the frames before it; one that does not come is replaced
 * at its deadline, and freed should it come after all. The caller owns a payload from the moment it is shown.
 */
export class Presenter<T> {
  readonly #options: Required<PresenterOptions<T>>;
  /** Oldest first. */
  readonly #pending: Pending<T>[] = [];
  #newestFrameId = -1;

  constructor(options: PresenterOptions<T>) {
    const { deadlineMs, discard, maxPending = 12, canReplace = () => true } = options;
    this.#options = { deadlineMs, discard, maxPending, canReplace };
  }

  /** Frames not shown yet. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /**
   * A frame is on its way. Ids must grow; one that does not is ignored. Returns what must be shown now to make room.
   */
  expect(frameId: number, captureMs: number, nowMs: number): Show<T>[] {
    if (frameId <= this.#newestFrameId) return [];
    this.#newestFrameId = frameId;
    this.#pending.push({ frameId, captureMs, result: undefined, replaced: undefined });
    if (this.#pending.length > this.#options.maxPending) this.#pending[0]!.replaced ??= 'crowded';
    return this.tick(nowMs);
  }

  /** A result came. Returns what can be shown now; a result nobody waits for is freed. */
  arrive(frameId: number, payload: T, nowMs: number): Show<T>[] {
    const pending = this.#pending.find((p) => p.frameId === frameId);
    if (!pending || pending.result || pending.replaced) {
      this.#options.discard(payload);
      return [];
    }
    pending.result = { payload };
    return this.tick(nowMs);
  }

  /** No result will come in time: replace the frame as soon as its turn comes. A result already here is kept. */
  replace(frameId: number, nowMs: number): Show<T>[] {
    const pending = this.#pending.find((p) => p.frameId === frameId);
    if (pending && !pending.result) pending.replaced ??= 'told';
    return this.tick(nowMs);
  }

  /** What can be shown by now, in order. */
  tick(nowMs: number): Show<T>[] {
    const shows: Show<T>[] = [];
    for (let next = this.#pending[0]; next; next = this.#pending[0]) {
      const show = this.#decide(next, nowMs);
      if (!show) break;
      this.#pending.shift();
      shows.push(show);
    }
    return shows;
  }

  /** When {@link tick} has something to show next, on the same clock; `Infinity` for never. */
  nextWakeMs(): number {
    const next = this.#pending[0];
    return next ? next.captureMs + this.#options.deadlineMs : Number.POSITIVE_INFINITY;
  }

  /** Ends the presentation: what waits is lost, results are freed. */
  close(): Show<T>[] {
    return this.#pending.splice(0).map((pending) => {
      if (pending.result) this.#options.discard(pending.result.payload);
      const { frameId, captureMs } = pending;
      return { outcome: 'lost', frameId, captureMs, reason: 'told' };
    });
  }

  #decide(next: Pending<T>, nowMs: number): Show<T> | undefined {
    const { frameId, captureMs } = next;
    if (next.result) return { outcome: 'upscaled', frameId, captureMs, payload: next.result.payload };
    const reason = next.replaced ?? (nowMs >= captureMs + this.#options.deadlineMs ? 'deadline' : undefined);
    if (!reason) return undefined;
    const outcome = this.#options.canReplace(frameId) ? 'local' : 'lost';
    return { outcome, frameId, captureMs, reason };
  }
}
