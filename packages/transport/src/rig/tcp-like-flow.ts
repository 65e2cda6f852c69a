/** What a flow needs of the network: takes a packet and calls `arrived` when it has come through. */
export type FlowSend = (bytes: number, arrived: (atMs: number) => void) => void;

export interface TcpLikeFlowOptions {
  readonly send: FlowSend;
  /** What an acknowledgement takes to come back. */
  readonly ackDelayMs: number;
}

/** A full segment with its headers. */
const SEGMENT_BYTES = 1500;
/** RFC 6928: ten segments at first. */
const INITIAL_WINDOW = 10;
/** Packets overtaken by so many are lost (RFC 5681, section 3.2). */
const REORDERING = 3;
const RTO_MS = 1000;

/**
 * A download of endless length, to have beside ours on a bottleneck: slow start, congestion avoidance, fast recovery and
 * time-out as in RFC 5681, with an acknowledgement for each segment. Not a TCP that speaks to anyone; time is the caller's.
 */
export class TcpLikeFlow {
  readonly #options: TcpLikeFlowOptions;
  #window = INITIAL_WINDOW;
  #threshold = Number.POSITIVE_INFINITY;
  #nextSeq = 0;
  #recoverSeq = 0;
  #highestAcked = -1;
  readonly #unacked = new Set<number>();
  #acks: { readonly seq: number; readonly dueMs: number }[] = [];
  #lastAckMs = 0;
  #ackedBytes = 0;

  constructor(options: TcpLikeFlowOptions) {
    this.#options = options;
  }

  get ackedBytes(): number {
    return this.#ackedBytes;
  }

  /** Takes in what has been acknowledged by now, and sends what the window allows. Call it every few milliseconds. */
  tick(nowMs: number): void {
    const due = this.#acks.filter(({ dueMs }) => dueMs <= nowMs);
    this.#acks = this.#acks.filter(({ dueMs }) => dueMs > nowMs);
    for (const { seq } of due) this.#acked(seq, nowMs);
    if (this.#unacked.size > 0 && nowMs - this.#lastAckMs > RTO_MS) this.#timeOut(nowMs);
    while (this.#unacked.size < Math.floor(this.#window)) this.#sendNext(nowMs);
  }

  #sendNext(nowMs: number): void {
    const seq = this.#nextSeq++;
    if (this.#unacked.size === 0) this.#lastAckMs = nowMs;
    this.#unacked.add(seq);
    this.#options.send(SEGMENT_BYTES, (atMs) => {
      this.#acks.push({ seq, dueMs: atMs + this.#options.ackDelayMs });
    });
  }

  #acked(seq: number, nowMs: number): void {
    if (!this.#unacked.delete(seq)) return;
    this.#lastAckMs = nowMs;
    this.#ackedBytes += SEGMENT_BYTES;
    this.#highestAcked = Math.max(this.#highestAcked, seq);
    this.#window += this.#window < this.#threshold ? 1 : 1 / this.#window;
    for (const older of this.#unacked) {
      if (older > this.#highestAcked - REORDERING) break;
      this.#unacked.delete(older);
      this.#lost(older);
    }
  }

  /** Once for all losses of one window. */
  #lost(seq: number): void {
    if (seq < this.#recoverSeq) return;
    this.#recoverSeq = this.#nextSeq;
    this.#threshold = Math.max(2, this.#window / 2);
    this.#window = this.#threshold;
  }

  #timeOut(nowMs: number): void {
    this.#threshold = Math.max(2, this.#window / 2);
    this.#window = 1;
    this.#recoverSeq = this.#nextSeq;
    this.#unacked.clear();
    this.#lastAckMs = nowMs;
  }
}
