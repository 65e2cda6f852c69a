import type { PacketChannel } from './frame-sender.ts';

/** Wakes its owner once, at about that time. Setting it again moves it. */
export interface Alarm {
  set(atMs: number): void;
  cancel(): void;
}

/** Time, as a channel that spreads packets needs it; a test's or a simulation's fits as well. */
export interface PacingClock {
  nowMs(): number;
  alarm(run: () => void): Alarm;
}

/**
 * What is due within this time leaves at once: browsers do not wake anyone more finely, and each waking costs. At 15 Mbit/s it is three
 * packets, which any queue takes.
 */
const SLOT_MS = 2;
/** What a late waking missed is made up for, up to so much: more would be the burst that is to be avoided. */
const CATCH_UP_MS = 4;

/**
 * A channel whose packets may be told to leave at a rate of their own instead of all at once, in order. What waits here counts as waiting
 * in the channel, so that whoever fills it stops as usual.
 */
export class PacedChannel implements PacketChannel {
  readonly #channel: PacketChannel;
  readonly #clock: PacingClock;
  readonly #alarm: Alarm;
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #bps: number | undefined;
  /** When the next packet may leave. */
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(channel: PacketChannel, clock: PacingClock) {
    this.#channel = channel;
    this.#clock = clock;
    this.#alarm = clock.alarm(() => this.#drain());
  }

  get readyState(): string {
    return this.#channel.readyState;
  }

  get bufferedAmount(): number {
    return this.#channel.bufferedAmount + this.#waitingBytes;
  }

  /** Bits a second; undefined: all at once. */
  get rateBps(): number | undefined {
    return this.#bps;
  }

  set rateBps(bps: number | undefined) {
    this.#bps = bps;
    if (this.#waiting.length > 0) this.#drain();
  }

  /** @throws what the channel under it throws when it closes at this moment */
  send(packet: Uint8Array<ArrayBuffer>): void {
    if (this.#waiting.length === 0 && this.#isDue()) return this.#push(packet);
    this.#waiting.push(packet);
    this.#waitingBytes += packet.byteLength;
    if (this.#waiting.length === 1) this.#alarm.set(this.#dueMs);
  }

  #drain(): void {
    while (this.#waiting.length > 0 && this.#isDue()) {
      const packet = this.#waiting.shift()!;
      this.#waitingBytes -= packet.byteLength;
      try {
        this.#push(packet);
      } catch {
        return this.#forget();
      }
    }
    if (this.#waiting.length > 0) this.#alarm.set(this.#dueMs);
    else this.#alarm.cancel();
  }

  #isDue(): boolean {
    return this.#bps === undefined || this.#dueMs <= this.#clock.nowMs() + SLOT_MS / 2;
  }

  #push(packet: Uint8Array<ArrayBuffer>): void {
    if (this.#bps !== undefined) {
      const sinceMs = Math.max(
        this.#dueMs,
        this.#clock.nowMs() - (this.#waiting.length > 0 ? CATCH_UP_MS : 0),
      );
      this.#dueMs = sinceMs + (packet.byteLength * 8000) / this.#bps;
    }
    this.#channel.send(packet);
  }

  /** The channel has closed. */
  #forget(): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#alarm.cancel();
  }
}
