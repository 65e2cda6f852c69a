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
 */
export class WakeTimer {
  readonly #run: () => void;
  #abort = new AbortController();

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Runs at `atMs` on `performance.now()`'s clock, in place of any time set before. */
  set(atMs: number): void {
    this.cancel();
    const delayMs = Math.max(0, Math.ceil(atMs - performance.now()));
    later(delayMs, this.#abort.signal, () => this.#due(atMs));
  }

  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** A thread that was busy reads first what came meanwhile, and judges nobody before. */
  #due(atMs: number): void {
    const late = performance.now() - atMs > LATE_MS;
    if (late) later(0, this.#abort.signal, this.#run);
    else this.#run();
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
