/** A timer later than this was held up by other work on its thread, and so were packets. */
const LATE_MS = 2;

/** The part of `scheduler` in use; not every browser has it. */
interface TaskScheduler {
  postTask(
    run: () => void,
    options: { delay: number; priority: 'user-visible'; signal: AbortSignal },
  ): Promise<void>;
}

/**
 * One alarm, at the millisecond: a timer that is set again from its own callback is rounded up to 4 ms by browsers, which is half of
 * what noticing a lost frame may cost. Tasks of the scheduler are not, so they are used where there are any.
 *
 * Set several times a frame, and mostly to a later time: then the browser's timer stays as it is, and sees when it comes what
 * is wanted by then.
 */
export class WakeTimer {
  readonly #run: () => void;
  #abort = new AbortController();
  /** When to run. */
  #wantedMs = Number.POSITIVE_INFINITY;
  /** When the browser's timer comes; infinite when there is none. */
  #armedMs = Number.POSITIVE_INFINITY;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Runs at `atMs` on `performance.now()`'s clock, in place of any time set before. */
  set(atMs: number): void {
    this.#wantedMs = atMs;
    if (atMs >= this.#armedMs) return;
    this.#disarm();
    this.#arm(atMs);
  }

  cancel(): void {
    this.#wantedMs = Number.POSITIVE_INFINITY;
  }

  #disarm(): void {
    if (this.#armedMs === Number.POSITIVE_INFINITY) return;
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #arm(atMs: number): void {
    this.#armedMs = atMs;
    const delayMs = Math.max(0, Math.ceil(atMs - performance.now()));
    later(delayMs, this.#abort.signal, () => this.#due());
  }

  #due(): void {
    const nowMs = performance.now();
    this.#armedMs = Number.POSITIVE_INFINITY;
    if (this.#wantedMs === Number.POSITIVE_INFINITY) return;
    if (this.#wantedMs > nowMs) return this.#arm(this.#wantedMs);
    if (nowMs - this.#wantedMs <= LATE_MS) return this.#now();
    // A thread that was busy reads first what came meanwhile, and judges nobody before.
    this.#armedMs = nowMs;
    later(0, this.#abort.signal, () => {
      this.#armedMs = Number.POSITIVE_INFINITY;
      if (this.#wantedMs <= nowMs) this.#now();
      else if (this.#wantedMs !== Number.POSITIVE_INFINITY) this.#arm(this.#wantedMs);
    });
  }

  #now(): void {
    this.#wantedMs = Number.POSITIVE_INFINITY;
    this.#run();
  }
}

function later(delayMs: number, signal: AbortSignal, run: () => void): void {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler };
  if (!scheduler) {
    const timer = setTimeout(run, delayMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
    return;
  }
  // An aborted task rejects; that is what was asked for.
  scheduler.postTask(run, { delay: delayMs, priority: 'user-visible', signal }).catch((error: unknown) => {
    if (!signal.aborted) reportError(error);
  });
}
