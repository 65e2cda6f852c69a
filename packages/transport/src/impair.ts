import { type LossConditions, LossModel } from './loss-model.ts';
import { exponential, type Random, seededRandom } from './random.ts';

export interface Impairment extends LossConditions {
  readonly delayMs?: number;
  /** Mean of an exponential delay on top, drawn per packet: it reorders by itself. */
  readonly jitterMs?: number;
  /** Share of packets held back by `reorderMs`, so that later ones overtake them. */
  readonly reorderRate?: number;
  readonly reorderMs?: number;
  /** Share of packets that arrive twice. */
  readonly duplicateRate?: number;
}

export interface Delivery {
  readonly packet: Uint8Array;
  readonly atMs: number;
}

const DEFAULTS = { delayMs: 0, jitterMs: 0, reorderRate: 0, reorderMs: 5, duplicateRate: 0 };

/** A bad network in memory, for tests: the same seed gives the same losses. Time is the caller's. */
export class LossyPipe {
  readonly #impairment: Impairment & typeof DEFAULTS;
  readonly #random: Random;
  readonly #loss: LossModel;
  #inFlight: Delivery[] = [];

  constructor(impairment: Impairment, seed: number) {
    this.#impairment = { ...DEFAULTS, ...impairment };
    this.#random = seededRandom(seed);
    this.#loss = new LossModel(impairment, this.#random);
  }

  send(packet: Uint8Array, nowMs: number): void {
    if (this.#loss.loses()) return;
    this.#enqueue(packet, nowMs);
    if (this.#random() < this.#impairment.duplicateRate) this.#enqueue(packet, nowMs);
  }

  /** What has arrived by `nowMs`, in order of arrival. */
  deliverUntil(nowMs: number): Delivery[] {
    const arrived = this.#inFlight.filter((delivery) => delivery.atMs <= nowMs);
    this.#inFlight = this.#inFlight.filter((delivery) => delivery.atMs > nowMs);
    return arrived.sort((a, b) => a.atMs - b.atMs);
  }

  #enqueue(packet: Uint8Array, nowMs: number): void {
    const { delayMs, jitterMs, reorderRate, reorderMs } = this.#impairment;
    const heldMs = this.#random() < reorderRate ? reorderMs : 0;
    const atMs = nowMs + delayMs + heldMs + (jitterMs > 0 ? exponential(this.#random, jitterMs) : 0);
    this.#inFlight.push({ packet, atMs });
  }
}
