/**
 * Exactly-once delivery over a socket that may drop: numbers what is sent, keeps it until the other side has it, and
 * tells duplicates from gaps. Both ends of a resumable connection hold one.
 *
 * ```
 *  send ──► seq 7, kept ─────► accept: 7 = last + 1 → deliver
 *                  ▲ ack 7 ◄── (on any message back)
 *  socket drops, resume(last_seq = 5) ──► replay 6, 7 ──► 6, 7 delivered once
 * ```
 * @module
 */

/** Messages kept for replay. A resume window is 30 s; a busy session sends a few stateful messages a second. */
export const REPLAY_LIMIT = 256;

export type Acceptance = 'deliver' | 'duplicate' | 'gap';

export class ReliableStream<M> {
  #sent = 0;
  #received = 0;
  #kept: { seq: number; message: M }[] = [];
  readonly #limit: number;

  constructor(limit: number = REPLAY_LIMIT) {
    this.#limit = limit;
  }

  /** Seq of the last message processed from the other side: what to put in `ack` and `last_seq`. */
  get received(): number {
    return this.#received;
  }

  /** Messages held for replay. */
  get held(): number {
    return this.#kept.length;
  }

  /** Numbers a message and keeps it. The oldest is forgotten beyond the limit; a later resume then reports the loss. */
  send(message: M): number {
    this.#sent += 1;
    this.#kept.push({ seq: this.#sent, message });
    if (this.#kept.length > this.#limit) this.#kept.shift();
    return this.#sent;
  }

  /** The other side has processed everything up to `seq`. */
  acknowledge(seq: number): void {
    let drop = 0;
    while (drop < this.#kept.length && this.#kept[drop]!.seq <= seq) drop += 1;
    if (drop > 0) this.#kept.splice(0, drop);
  }

  /** Judges a numbered message that arrived, and counts it as received when it is next. */
  accept(seq: number): Acceptance {
    if (seq <= this.#received) return 'duplicate';
    if (seq > this.#received + 1) return 'gap';
    this.#received = seq;
    return 'deliver';
  }

  /**
   * What to send again to a side that has processed everything up to `lastSeq`.
   * @returns undefined when some of it is no longer held, or `lastSeq` was never sent
   */
  replayAfter(lastSeq: number): readonly { seq: number; message: M }[] | undefined {
    if (lastSeq > this.#sent) return undefined;
    this.acknowledge(lastSeq);
    const first = this.#kept[0]?.seq ?? this.#sent + 1;
    return first === lastSeq + 1 ? [...this.#kept] : undefined;
  }
}
