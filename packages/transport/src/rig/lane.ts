import { type LossConditions, LossModel } from '../loss-model.ts';
import { exponential, type Random, seededRandom } from '../random.ts';

/** One direction of a network path. Everything that is left out is perfect. */
export interface LaneConditions extends LossConditions {
  readonly delayMs?: number;
  /** Mean of an exponential delay on top. It keeps the order, as queues do. */
  readonly jitterMs?: number;
  /** Share of packets held back by `reorderMs`, so that later ones overtake them. */
  readonly reorderRate?: number;
  readonly reorderMs?: number;
  /** The bottleneck's rate in bits a second. */
  readonly rateBps?: number;
  /** What may wait before the bottleneck; a packet beyond it is dropped. 64 KiB by default, as in a small home router. */
  readonly queueBytes?: number;
  /** Nothing gets through. */
  readonly blackout?: boolean;
}

export interface LaneStats {
  readonly offeredPackets: number;
  readonly offeredBytes: number;
  readonly deliveredPackets: number;
  readonly deliveredBytes: number;
  /** By the loss model or a blackout. */
  readonly lostPackets: number;
  /** By the full queue. */
  readonly droppedPackets: number;
}

/** A packet that passed the bottleneck: how long it had waited before its first bit left. */
export interface Served {
  readonly bytes: number;
  readonly queuedMs: number;
  readonly atMs: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  readonly sinceMs: number;
}

const QUEUE_BYTES = 64 * 1024;

/**
 * One direction of a bad network, seeded; time is the caller's.
 *
 * ```
 *  send ─► lost? ─► queue (bounded) ─► bottleneck ─► delay, jitter, reordering ─► deliverUntil
 * ```
 */
export class Lane<T> {
  /** Called for each packet that passes the bottleneck. */
  onServed: ((served: Served) => void) | undefined;
  readonly #random: Random;
  readonly #loss: LossModel;
  #conditions: LaneConditions;
  readonly #queue: Waiting<T>[] = [];
  #queuedBytes = 0;
  #freeAtMs = 0;
  #flight: { item: T; bytes: number; atMs: number }[] = [];
  #lastAtMs = 0;
  readonly #counts = {
    offeredPackets: 0,
    offeredBytes: 0,
    deliveredPackets: 0,
    deliveredBytes: 0,
    lostPackets: 0,
    droppedPackets: 0,
  };

  constructor(conditions: LaneConditions, seed: number) {
    this.#conditions = conditions;
    this.#random = seededRandom(seed);
    this.#loss = new LossModel(conditions, this.#random);
  }

  get conditions(): LaneConditions {
    return this.#conditions;
  }

  /** From now on; what already waits is served at the new rate. */
  set conditions(conditions: LaneConditions) {
    this.#conditions = conditions;
    this.#loss.conditions = conditions;
  }

  /** `bytes` is what the packet takes of the bottleneck. */
  send(item: T, bytes: number, nowMs: number): void {
    this.#serve(nowMs);
    this.#counts.offeredPackets++;
    this.#counts.offeredBytes += bytes;
    if (this.#loss.loses() || this.#conditions.blackout) {
      this.#counts.lostPackets++;
    } else if (this.#queuedBytes + bytes > (this.#conditions.queueBytes ?? QUEUE_BYTES)) {
      this.#counts.droppedPackets++;
    } else {
      if (this.#queue.length === 0) this.#freeAtMs = Math.max(this.#freeAtMs, nowMs);
      this.#queue.push({ item, bytes, sinceMs: nowMs });
      this.#queuedBytes += bytes;
      this.#serve(nowMs);
    }
  }

  /** What has arrived by `nowMs`, in order of arrival. */
  deliverUntil(nowMs: number): T[] {
    this.#serve(nowMs);
    const arrived = this.#flight.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
    if (arrived.length === 0) return [];
    this.#flight = this.#flight.filter(({ atMs }) => atMs > nowMs);
    this.#counts.deliveredPackets += arrived.length;
    for (const { bytes } of arrived) this.#counts.deliveredBytes += bytes;
    return arrived.map(({ item }) => item);
  }

  /** When something next leaves the queue or arrives; infinity while the lane is empty. */
  nextDueMs(): number {
    const head = this.#queue[0];
    let dueMs = head ? this.#freeAtMs + this.#transmitMs(head.bytes) : Number.POSITIVE_INFINITY;
    for (const { atMs } of this.#flight) dueMs = Math.min(dueMs, atMs);
    return dueMs;
  }

  stats(): LaneStats {
    return { ...this.#counts };
  }

  #transmitMs(bytes: number): number {
    const { rateBps } = this.#conditions;
    return rateBps === undefined ? 0 : (bytes * 8000) / rateBps;
  }

  #serve(nowMs: number): void {
    for (let head = this.#queue[0]; head; head = this.#queue[0]) {
      const leavesMs = this.#freeAtMs + this.#transmitMs(head.bytes);
      if (leavesMs > nowMs) return;
      this.#queue.shift();
      this.#queuedBytes -= head.bytes;
      this.onServed?.({ bytes: head.bytes, queuedMs: this.#freeAtMs - head.sinceMs, atMs: leavesMs });
      this.#fly(head, leavesMs);
      const next = this.#queue[0];
      this.#freeAtMs = next ? Math.max(leavesMs, next.sinceMs) : leavesMs;
    }
  }

  #fly({ item, bytes }: Waiting<T>, leavesMs: number): void {
    const { delayMs = 0, jitterMs = 0, reorderRate = 0, reorderMs = 5 } = this.#conditions;
    const jitter = jitterMs > 0 ? exponential(this.#random, jitterMs) : 0;
    const heldBack = reorderRate > 0 && this.#random() < reorderRate;
    const inOrderMs = Math.max(this.#lastAtMs, leavesMs + delayMs + jitter);
    if (!heldBack) this.#lastAtMs = inOrderMs;
    this.#flight.push({ item, bytes, atMs: heldBack ? inOrderMs + reorderMs : inOrderMs });
  }
}
