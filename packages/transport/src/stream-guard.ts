/** What a guard must know of a frame. */
export interface GuardedFrame {
  /** Place in the encoded stream, contiguous. */
  readonly streamSeq: number;
  readonly key: boolean;
}

export interface StreamGuardOptions {
  /** Frames held for one that is overtaken. Packets overtake by a frame or two, never by more. */
  readonly maxHeld?: number;
  /** How long they are held: about one frame time at 30 fps, after which the missing one would be shown late anyway. */
  readonly holdMs?: number;
  /** Least time between two key requests: a key frame costs ten deltas, and the one asked for needs a round trip to come. */
  readonly keyRequestEveryMs?: number;
}

export interface GuardVerdict<T> {
  /** Frames that may be decoded now, in stream order. */
  readonly ready: readonly T[];
  /** Frames that never may: their references are gone, or their turn is past. */
  readonly dropped: readonly T[];
  /** Ask the sender for a key frame now. */
  readonly needKey: boolean;
}

/**
 * Stands between reassembly and a video decoder, which must see every frame of its stream from a key frame on, in order.
 *
 * ```
 *            key                          gap, held too long or too many
 *  waiting ───────► following (next = n) ────────────────────────────────► waiting
 *                     │   ▲
 *      n+1, n+2: hold └───┘ n: release n and what was held behind it
 * ```
 */
export class StreamGuard<T extends GuardedFrame> {
  readonly #maxHeld: number;
  readonly #holdMs: number;
  readonly #keyRequestEveryMs: number;
  readonly #held = new Map<number, T>();
  #heldSinceMs = 0;
  /** The sequence number that the decoder can take; `undefined` before any key frame. */
  #nextSeq: number | undefined;
  #waitingForKey = true;
  /** The decoder lost its state: even the next frame in order is of no use to it. */
  #decoderIsFresh = true;
  #lastRequestMs = Number.NEGATIVE_INFINITY;

  constructor(options: StreamGuardOptions = {}) {
    this.#maxHeld = options.maxHeld ?? 4;
    this.#holdMs = options.holdMs ?? 40;
    this.#keyRequestEveryMs = options.keyRequestEveryMs ?? 200;
  }

  /** A frame came. Drop what `dropped` names, decode what `ready` names. */
  accept(frame: T, nowMs: number): GuardVerdict<T> {
    if (this.#nextSeq !== undefined && frame.streamSeq < this.#nextSeq)
      return this.#verdict([], [frame], nowMs);
    if (frame.key) return this.#verdict([frame], [], nowMs, this.#restartAt(frame.streamSeq));
    if (frame.streamSeq === this.#nextSeq && !this.#decoderIsFresh)
      return this.#verdict([frame, ...this.#advancePast(frame)], [], nowMs);
    if (this.#waitingForKey || this.#held.has(frame.streamSeq)) return this.#verdict([], [frame], nowMs);
    return this.#hold(frame, nowMs);
  }

  /** Time passed: gives up on a missing frame that was waited for long enough. */
  tick(nowMs: number): GuardVerdict<T> {
    const overdue = this.#held.size > 0 && nowMs - this.#heldSinceMs >= this.#holdMs;
    return this.#verdict([], overdue ? this.#giveUp() : [], nowMs);
  }

  /** The decoder failed or was made anew: nothing but a key frame will do. */
  reset(nowMs: number): GuardVerdict<T> {
    this.#decoderIsFresh = true;
    return this.#verdict([], this.#giveUp(), nowMs);
  }

  #hold(frame: T, nowMs: number): GuardVerdict<T> {
    if (this.#held.size === 0) this.#heldSinceMs = nowMs;
    this.#held.set(frame.streamSeq, frame);
    const overdue = nowMs - this.#heldSinceMs >= this.#holdMs;
    const patient = this.#held.size <= this.#maxHeld && !overdue;
    return this.#verdict([], patient ? [] : this.#giveUp(), nowMs);
  }

  /** A key frame needs nothing before it. Returns the held frames that it overtakes, and keeps those behind it. */
  #restartAt(streamSeq: number): { ready: T[]; dropped: T[] } {
    const dropped = [...this.#held.values()].filter((held) => held.streamSeq <= streamSeq);
    for (const held of dropped) this.#held.delete(held.streamSeq);
    this.#waitingForKey = false;
    this.#decoderIsFresh = false;
    this.#nextSeq = streamSeq + 1;
    return { ready: this.#releaseHeld(), dropped };
  }

  #advancePast(frame: T): T[] {
    this.#nextSeq = frame.streamSeq + 1;
    return this.#releaseHeld();
  }

  #releaseHeld(): T[] {
    const ready: T[] = [];
    for (let next = this.#held.get(this.#nextSeq!); next; next = this.#held.get(this.#nextSeq!)) {
      this.#held.delete(next.streamSeq);
      ready.push(next);
      this.#nextSeq = next.streamSeq + 1;
    }
    return ready;
  }

  #giveUp(): T[] {
    const dropped = [...this.#held.values()];
    this.#held.clear();
    this.#waitingForKey = true;
    return dropped;
  }

  #verdict(ready: T[], dropped: T[], nowMs: number, more?: { ready: T[]; dropped: T[] }): GuardVerdict<T> {
    const needKey = this.#waitingForKey && nowMs - this.#lastRequestMs >= this.#keyRequestEveryMs;
    if (needKey) this.#lastRequestMs = nowMs;
    if (!more) return { ready, dropped, needKey };
    return { ready: [...ready, ...more.ready], dropped: [...dropped, ...more.dropped], needKey };
  }
}
