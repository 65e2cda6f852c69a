import type { Alarm, PacingClock } from '../paced-channel.ts';

/** Time that passes when it is told to. */
export class SimulatedClock implements PacingClock {
  #nowMs = 0;
  readonly #due = new Map<() => void, number>();

  nowMs(): number {
    return this.#nowMs;
  }

  alarm(run: () => void): Alarm {
    return { set: (atMs) => this.#due.set(run, atMs), cancel: () => this.#due.delete(run) };
  }

  /** It is so late now: runs what is due. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const [run, atMs] of [...this.#due]) {
      if (atMs > nowMs) continue;
      this.#due.delete(run);
      run();
    }
  }
}
