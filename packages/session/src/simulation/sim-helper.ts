import { exponential, type Random } from '@p2c2g/transport';
import { ServiceEstimate } from '../service-estimate.ts';
import { WorkQueue } from '../work-queue.ts';
import type { EventQueue } from './event-queue.ts';
import type { HelperProfile, Scenario } from './scenario.ts';

export interface Answer {
  readonly ok: boolean;
  readonly serviceMs: number;
  readonly residenceMs: number;
  readonly queueLength: number;
}

/** What a gamer hears of its order: that it has come, and what became of it. */
export interface Replies {
  receipt(queueLength: number): void;
  answer(answer: Answer): void;
}

interface Job {
  readonly arrivedMs: number;
  /** Of a whole picture's work. */
  readonly share: number;
  readonly replies: Replies;
}

/** A helper that works on one frame at a time, stalls, slows down and dies. Its queue is the real one. */
export class SimHelper {
  readonly profile: HelperProfile;
  readonly nominalServiceMs: number;
  isAlive = true;
  /** Gamers that keep a link to it. */
  links = 0;
  readonly #events: EventQueue;
  readonly #random: Random;
  readonly #queue = new WorkQueue<Job>();
  #isBusy = false;
  #busyUntilMs = 0;
  #stalledUntilMs = 0;
  #slowUntilMs = 0;
  #slowFactor = 1;
  readonly #estimate: ServiceEstimate;

  constructor(profile: HelperProfile, events: EventQueue, random: Random) {
    this.profile = profile;
    this.nominalServiceMs = 1_000 / profile.maxThroughput;
    this.#estimate = new ServiceEstimate(this.nominalServiceMs);
    this.#events = events;
    this.#random = random;
  }

  /** Plans its stalls and slow-downs. */
  live(scenario: Scenario): void {
    this.#again(scenario.stallEveryMs, () => {
      this.#stalledUntilMs = this.#events.nowMs + exponential(this.#random, scenario.stallMs);
    });
    this.#again(scenario.slowEveryMs, () => {
      this.#slowUntilMs = this.#events.nowMs + exponential(this.#random, scenario.slowMs);
      this.#slowFactor = 1 + this.#random() * (scenario.slowFactor - 1);
    });
  }

  die(): void {
    this.isAlive = false;
  }

  /** Neither dead nor stalled. */
  get isAwake(): boolean {
    return this.isAlive && this.#events.nowMs >= this.#stalledUntilMs;
  }

  /** One trip through the network, either way. */
  tripMs(): number {
    return this.profile.baseLatencyMs + exponential(this.#random, 1.5);
  }

  /** What it tells of its speed, in ms per frame. */
  get toldServiceMs(): number {
    return this.nominalServiceMs / this.profile.boast;
  }

  /** @param share of a whole picture's work */
  order(deadlineAtMs: number, replies: Replies, share = 1): void {
    if (!this.isAlive || this.#random() >= this.profile.reliability) return;
    this.#receipt(replies);
    const work = { arrivedMs: this.#events.nowMs, share, replies };
    const drop = this.#queue.push({ deadlineAtMs, work }, this.#expectedMs(work), this.#events.nowMs);
    if (drop) this.#refuse(drop.work);
    this.#work();
  }

  /** At once when its thread is free; after the frame under way otherwise, for WASM holds the thread; never when it dies before. */
  #receipt(replies: Replies): void {
    const freeAtMs = Math.max(this.#stalledUntilMs, this.#isBusy ? this.#busyUntilMs : 0, this.#events.nowMs);
    this.#events.at(freeAtMs, () => {
      if (this.isAlive) replies.receipt(this.#told(this.#queue.length + (this.#isBusy ? 1 : 0)));
    });
  }

  #work(): void {
    if (this.#isBusy) return;
    if (!this.isAwake) {
      if (this.isAlive) this.#events.at(this.#stalledUntilMs, () => this.#work());
      return;
    }
    const { next, dropped } = this.#queue.take((work) => this.#expectedMs(work), this.#events.nowMs);
    for (const { work } of dropped) this.#refuse(work);
    if (!next) return;
    this.#isBusy = true;
    const serviceMs = this.#drawServiceMs() * next.work.share;
    this.#busyUntilMs = this.#events.nowMs + serviceMs;
    this.#events.after(serviceMs, () => this.#finish(next.work, serviceMs));
  }

  /** A stall in the middle of a frame puts its end off. */
  #finish(job: Job, serviceMs: number): void {
    if (!this.isAlive) return;
    if (!this.isAwake) {
      const restMs = this.#stalledUntilMs - this.#events.nowMs;
      this.#events.after(restMs, () => this.#finish(job, serviceMs + restMs));
      return;
    }
    this.#isBusy = false;
    this.#estimate.observe(serviceMs / job.share, this.#events.nowMs);
    const residenceMs = this.#events.nowMs - job.arrivedMs;
    const told = { serviceMs: serviceMs / this.profile.boast, queueLength: this.#told(this.#queue.length) };
    job.replies.answer({ ok: true, residenceMs, ...told });
    this.#work();
  }

  #refuse(job: Job): void {
    const residenceMs = this.#events.nowMs - job.arrivedMs;
    const queueLength = this.#told(this.#queue.length);
    job.replies.answer({ ok: false, serviceMs: 0, residenceMs, queueLength });
  }

  #expectedMs({ share }: Job): number {
    return this.#estimate.expectedMs(this.#events.nowMs) * share;
  }

  #told(queueLength: number): number {
    return this.profile.boast > 1 ? 0 : queueLength;
  }

  /** Frames differ by a tenth or so, with a tail. */
  #drawServiceMs(): number {
    const factor = this.#events.nowMs < this.#slowUntilMs ? this.#slowFactor : 1;
    return this.nominalServiceMs * factor * (0.9 + exponential(this.#random, 0.1));
  }

  #again(everyMs: number, run: () => void): void {
    this.#events.after(exponential(this.#random, everyMs), () => {
      run();
      this.#again(everyMs, run);
    });
  }
}
